"""The standing words of what is sent, in the languages the page can speak."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import dateformat, translation

ENGLISH = {
    "investigating": "Investigating",
    "identified": "Identified",
    "monitoring": "Monitoring",
    "resolved": "Resolved",
    "postmortem": "Report published",
    "scheduled": "Scheduled",
    "in_progress": "In progress",
    "verifying": "Verifying",
    "completed": "Completed",
    "cancelled": "Cancelled",
    "reminder": "Reminder",
    "reduced": "Reduced impact",
    "operational": "Operational",
    "under_maintenance": "Under maintenance",
    "degraded_performance": "Degraded",
    "partial_outage": "Partial outage",
    "major_outage": "Major outage",
    "status": "Status",
    "impact": "Impact",
    "action": "Action",
    "components": "Components",
    "planned": "Planned",
    "until": "{begins} until {ends}",
    "promise": "Next update by {time}, even if nothing has changed.",
    "see": "See the incident",
    "see_work": "See the maintenance",
    "see_page": "See the status page",
    "why": "You get this because you subscribed to {page} status.",
    "manage": "Manage",
    "leave": "Unsubscribe",
    "ask": "[{page}] Confirm your subscription",
    "ask_says": "Somebody, probably you, asked for status updates of {page} here.",
    "ask_button": "Confirm subscription",
    "ask_after": (
        "The link works for {hours} hours. If it was not you, do nothing: "
        "without the confirmation we send nothing."
    ),
    "change": "[{page}] Manage your subscription",
    "change_says": "Here you change what you are told of {page} status.",
    "change_button": "Manage subscription",
    "change_after": "The link is yours alone and works for {days} days.",
    "test": "[{page}] A test",
    "test_says": "This is a test you asked for. What we tell of {page} status arrives here.",
}
FRENCH = {
    "investigating": "Analyse en cours",
    "identified": "Cause identifiée",
    "monitoring": "Sous surveillance",
    "resolved": "Résolu",
    "postmortem": "Rapport publié",
    "scheduled": "Planifié",
    "in_progress": "En cours",
    "verifying": "Vérification",
    "completed": "Terminé",
    "cancelled": "Annulé",
    "reminder": "Rappel",
    "reduced": "Impact réduit",
    "operational": "Opérationnel",
    "under_maintenance": "En maintenance",
    "degraded_performance": "Dégradé",
    "partial_outage": "Panne partielle",
    "major_outage": "Panne majeure",
    "status": "État",
    "impact": "Impact",
    "action": "Action",
    "components": "Composants",
    "planned": "Prévu",
    "until": "du {begins} au {ends}",
    "promise": "Prochaine mise à jour au plus tard : {time}, même si rien n'a changé.",
    "see": "Voir l'incident",
    "see_work": "Voir la maintenance",
    "see_page": "Voir la page d'état",
    "why": "Vous recevez ce message car vous suivez l'état de {page}.",
    "manage": "Gérer",
    "leave": "Se désabonner",
    "ask": "[{page}] Confirmez votre abonnement",
    "ask_says": "Quelqu'un, sans doute vous, a demandé à suivre ici l'état de {page}.",
    "ask_button": "Confirmer l'abonnement",
    "ask_after": (
        "Le lien est valable {hours} heures. Si ce n'était pas vous, ne faites rien : "
        "sans confirmation, nous n'envoyons rien."
    ),
    "change": "[{page}] Gérez votre abonnement",
    "change_says": "Ici, vous changez ce que vous recevez sur l'état de {page}.",
    "change_button": "Gérer l'abonnement",
    "change_after": "Le lien n'appartient qu'à vous et est valable {days} jours.",
    "test": "[{page}] Un essai",
    "test_says": "Voici l'essai demandé. Ce que nous disons de l'état de {page} arrive ici.",
}
SPANISH = {
    "investigating": "En investigación",
    "identified": "Causa identificada",
    "monitoring": "En observación",
    "resolved": "Resuelto",
    "postmortem": "Informe publicado",
    "scheduled": "Programado",
    "in_progress": "En curso",
    "verifying": "En verificación",
    "completed": "Terminado",
    "cancelled": "Cancelado",
    "reminder": "Recordatorio",
    "reduced": "Impacto reducido",
    "operational": "Operativo",
    "under_maintenance": "En mantenimiento",
    "degraded_performance": "Degradado",
    "partial_outage": "Interrupción parcial",
    "major_outage": "Interrupción grave",
    "status": "Estado",
    "impact": "Impacto",
    "action": "Acción",
    "components": "Componentes",
    "planned": "Previsto",
    "until": "de {begins} a {ends}",
    "promise": "Próxima actualización a más tardar: {time}, aunque nada haya cambiado.",
    "see": "Ver el incidente",
    "see_work": "Ver el mantenimiento",
    "see_page": "Ver la página de estado",
    "why": "Recibe este mensaje porque sigue el estado de {page}.",
    "manage": "Gestionar",
    "leave": "Cancelar la suscripción",
    "ask": "[{page}] Confirme su suscripción",
    "ask_says": "Alguien, probablemente usted, pidió seguir aquí el estado de {page}.",
    "ask_button": "Confirmar la suscripción",
    "ask_after": (
        "El enlace sirve durante {hours} horas. Si no fue usted, no haga nada: "
        "sin la confirmación no enviamos nada."
    ),
    "change": "[{page}] Gestione su suscripción",
    "change_says": "Aquí cambia lo que recibe sobre el estado de {page}.",
    "change_button": "Gestionar la suscripción",
    "change_after": "El enlace es solo suyo y sirve durante {days} días.",
    "test": "[{page}] Una prueba",
    "test_says": "Esta es la prueba que pidió. Lo que contamos del estado de {page} llega aquí.",
}
GERMAN = {
    "investigating": "Wird untersucht",
    "identified": "Ursache gefunden",
    "monitoring": "Wird beobachtet",
    "resolved": "Behoben",
    "postmortem": "Bericht veröffentlicht",
    "scheduled": "Geplant",
    "in_progress": "Läuft",
    "verifying": "Wird überprüft",
    "completed": "Abgeschlossen",
    "cancelled": "Abgesagt",
    "reminder": "Erinnerung",
    "reduced": "Auswirkung verringert",
    "operational": "Verfügbar",
    "under_maintenance": "In Wartung",
    "degraded_performance": "Beeinträchtigt",
    "partial_outage": "Teilausfall",
    "major_outage": "Schwerer Ausfall",
    "status": "Stand",
    "impact": "Auswirkung",
    "action": "Maßnahme",
    "components": "Komponenten",
    "planned": "Geplant",
    "until": "{begins} bis {ends}",
    "promise": "Nächste Meldung spätestens {time}, auch wenn sich nichts geändert hat.",
    "see": "Zum Vorfall",
    "see_work": "Zur Wartung",
    "see_page": "Zur Statusseite",
    "why": "Sie erhalten dies, weil Sie dem Status von {page} folgen.",
    "manage": "Verwalten",
    "leave": "Abbestellen",
    "ask": "[{page}] Bestätigen Sie Ihr Abonnement",
    "ask_says": "Jemand, vermutlich Sie, möchte hier Meldungen zum Status von {page} erhalten.",
    "ask_button": "Abonnement bestätigen",
    "ask_after": (
        "Der Link gilt {hours} Stunden. Waren Sie es nicht, tun Sie nichts: "
        "Ohne Bestätigung senden wir nichts."
    ),
    "change": "[{page}] Verwalten Sie Ihr Abonnement",
    "change_says": "Hier ändern Sie, was Sie zum Status von {page} erhalten.",
    "change_button": "Abonnement verwalten",
    "change_after": "Der Link gehört nur Ihnen und gilt {days} Tage.",
    "test": "[{page}] Ein Test",
    "test_says": "Dies ist der gewünschte Test. Was wir zu {page} melden, kommt hier an.",
}
LANGUAGES = {"en": ENGLISH, "fr": FRENCH, "es": SPANISH, "de": GERMAN}


def words_in(language: str) -> dict[str, str]:
    """All of them; English where a language is not known."""
    return LANGUAGES.get(language, ENGLISH)


def time_in(language: str, at: datetime, zone: ZoneInfo) -> str:
    """Day and clock with the zone's name: ``Thu 19 Nov, 14:45 UTC``."""
    local = at.astimezone(zone)
    with translation.override(language):
        return f"{dateformat.format(local, 'D j M, H:i')} {local.tzname() or zone}"
