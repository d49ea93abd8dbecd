from incidents.comms.forms.briefing import BriefingForm
from incidents.comms.forms.stretching import StretchForm
from incidents.comms.forms.supporting import SupportBriefForm, SupportReportForm
from incidents.comms.forms.updating import COMPONENT_STATES, PARTS, UpdateForm

__all__ = [
    "COMPONENT_STATES",
    "PARTS",
    "BriefingForm",
    "StretchForm",
    "SupportBriefForm",
    "SupportReportForm",
    "UpdateForm",
]
