from django.urls import path

from incidents.command.views import (
    closing,
    declare,
    endings,
    entries,
    guide,
    hypotheses,
    impact,
    panels,
    resolving,
    roles,
    room,
    signals,
    tasks,
)

app_name = "command"
_one = "incidents/<str:reference>/"
urlpatterns = [
    path("declare/", declare.declare, name="declare"),
    path("declare/proposal/", declare.propose, name="proposal"),
    path(_one, room.room, name="room"),
    path(_one + "timeline/", room.timeline, name="timeline"),
    path(_one + "panels/<slug:panel>/", panels.panel_of, name="panel"),
    path(_one + "entries/", entries.write_entry, name="entries"),
    path(_one + "entries/<int:seq>/correction/", entries.correct, name="correction"),
    path(_one + "roles/", roles.assign, name="roles"),
    path(_one + "roles/handover/", roles.hand_over, name="handover"),
    path(_one + "impact/", impact.impact, name="impact"),
    path(_one + "steps/<int:step>/", guide.tick, name="tick"),
    path(_one + "tasks/", tasks.add, name="tasks"),
    path(_one + "tasks/<int:number>/", tasks.say, name="task"),
    path(_one + "hypotheses/", hypotheses.add, name="hypotheses"),
    path(_one + "hypotheses/<int:number>/verdict/", hypotheses.judge, name="verdict"),
    path(_one + "hypotheses/<int:number>/evidence/", hypotheses.weigh, name="evidence"),
    path(_one + "signals/", signals.record, name="signals"),
    path(_one + "resolution/", resolving.resolution, name="resolution"),
    path(_one + "closure/", closing.closure, name="closure"),
    path(_one + "closure/follow-ups/", closing.follow_up, name="follow_up"),
    path(_one + "fix/", resolving.fix, name="fix"),
    path(_one + "watch/check-in/", closing.check_in, name="check_in"),
    path(_one + "watch/watcher/", closing.take, name="take_watch"),
    path(_one + "dismissal/", endings.dismissal, name="dismissal"),
    path(_one + "reopening/", resolving.reopening, name="reopening"),
    path(_one + "classification/", endings.classification, name="classification"),
    path(_one + "merge/", endings.merge, name="merge"),
]
