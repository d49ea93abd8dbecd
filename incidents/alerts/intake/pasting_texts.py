"""Templates in the languages of other products, as long texts."""

DATADOG = {
    "id": "$ALERT_CYCLE_KEY",
    "aggreg_key": "$AGGREG_KEY",
    "monitor_id": "$ALERT_ID",
    "transition": "$ALERT_TRANSITION",
    "alert_type": "$ALERT_TYPE",
    "priority": "$ALERT_PRIORITY",
    "title": "$EVENT_TITLE",
    "body": "$TEXT_ONLY_MSG",
    "scope": "$ALERT_SCOPE",
    "tags": "$TAGS",
    "host": "$HOSTNAME",
    "link": "$LINK",
    "event_id": "$ID",
    "date_posix": "$DATE_POSIX",
    "org": "$ORG_NAME",
}

NEW_RELIC = """{
  "id": {{ json issueId }},
  "issueUrl": {{ json issuePageUrl }},
  "title": {{ json annotations.title.[0] }},
  "priority": {{ json priority }},
  "impactedEntities": {{ json entitiesData.names }},
  "totalIncidents": {{ json totalIncidents }},
  "state": {{ json state }},
  "trigger": {{ json triggerEvent }},
  "isCorrelated": {{ json isCorrelated }},
  "createdAt": {{ createdAt }},
  "updatedAt": {{ updatedAt }},
  "sources": {{ json accumulations.source }},
  "alertPolicyNames": {{ json accumulations.policyName }},
  "alertConditionNames": {{ json accumulations.conditionName }},
  "workflowName": {{ json workflowName }}
}"""

ARGO_CD = """data:
  service.webhook.allclear: |
    url: ADDRESS
    headers:
      - name: Authorization
        value: Bearer $allclear-token
      - name: Content-Type
        value: application/json
  template.allclear-change: |
    webhook:
      allclear:
        method: POST
        body: |
          {"id": "{{.app.metadata.name}}:{{.app.status.sync.revision}}",
           "app": "{{.app.metadata.name}}",
           "title": "{{.app.metadata.name}} synced",
           "service": "{{.app.metadata.name}}",
           "revision": "{{.app.status.sync.revision}}",
           "phase": "{{.app.status.operationState.phase}}",
           "started_at": "{{.app.status.operationState.startedAt}}",
           "time": "{{or .app.status.operationState.finishedAt .app.status.operationState.startedAt}}",
           "environment": "{{.app.spec.destination.namespace}}"}
  trigger.on-sync-running: |
    - when: app.status.operationState.phase in ['Running']
      send: [allclear-change]
  trigger.on-deployed: |
    - when: app.status.operationState.phase in ['Succeeded'] and app.status.health.status == 'Healthy'
      oncePer: app.status.sync.revision
      send: [allclear-change]
  trigger.on-sync-failed: |
    - when: app.status.operationState.phase in ['Error', 'Failed']
      send: [allclear-change]
"""  # noqa: E501
