"""Where mail providers report what became of letters."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.module_loading import import_string
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST


@require_POST
@login_not_required
@csrf_exempt
def tracking(request: HttpRequest, provider: str) -> HttpResponse:
    """A provider's report, let in by the secret alone; without one set, nobody is."""
    if not settings.ANYMAIL_WEBHOOK_SECRET:
        raise Http404("No mail provider reports here.")
    view = import_string("portal.post.bounces.tracking_view")(provider)
    if view is None:
        raise Http404("This mail provider is not known.")
    try:
        answer: HttpResponse = view(request)
    except ImproperlyConfigured as error:
        raise Http404("This mail provider is not set up.") from error
    except (ValueError, LookupError, TypeError, AttributeError):
        return HttpResponse("This is no report.", status=400, content_type="text/plain")
    return answer
