"""The case: mapping and plan."""

from django.urls import path

from stegvis.web.casework import mapping, mapping_questions, plan, plan_pdf

urlpatterns = [
    path("kartlaggning/", mapping.mapping_show, name="mapping-show"),
    path("kartlaggning/borja/", mapping.mapping_start, name="mapping-start"),
    path("kartlaggning/skriv/", mapping.mapping_write, name="mapping-write"),
    path("kartlaggning/svar/<slug:question>/", mapping.mapping_answer, name="mapping-answer"),
    path("kartlaggning/mal/<slug:question>/", mapping.mapping_goal, name="mapping-goal"),
    path("kartlaggning/vag/", mapping.mapping_way, name="mapping-way"),
    path("kartlaggning/faststall/", mapping.mapping_confirm, name="mapping-confirm"),
    path("kartlaggning/fraga/<slug:question>/", mapping_questions.mapping_ask, name="mapping-ask"),
    path("kartlaggning/versioner/", mapping.mapping_history, name="mapping-history"),
    path("kartlaggning/<uuid:mapping>/", mapping.mapping_version, name="mapping-version"),
    path("plan/", plan.plan_show, name="plan-show"),
    path("plan/borja/", plan.plan_start, name="plan-start"),
    path("plan/skriv/", plan.plan_edit, name="plan-edit"),
    path("plan/mal/<uuid:goal>/", plan.plan_goal, name="plan-goal"),
    path("plan/mal/<uuid:goal>/status/", plan.plan_goal_status, name="plan-goal-status"),
    path("plan/mal/<uuid:goal>/steg/", plan.plan_action, name="plan-action"),
    path("plan/mal/<uuid:goal>/steg/<uuid:action>/", plan.plan_action, name="plan-action"),
    path("plan/steg/<uuid:action>/klart/", plan.plan_done, name="plan-done"),
    path("plan/faststall/", plan.plan_confirm, name="plan-confirm"),
    path("plan/versioner/", plan.plan_history, name="plan-history"),
    path("plan/<uuid:plan>/", plan.plan_version, name="plan-version"),
    path("plan/<uuid:plan>/forankra/", plan.plan_anchor, name="plan-anchor"),
    path("plan/<uuid:plan>/pdf/", plan_pdf.plan_pdf, name="plan-pdf"),
]
