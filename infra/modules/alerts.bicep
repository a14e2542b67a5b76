metadata description = 'The alerts for operators. Each alert means that a message may be late or lost.'

@description('Region.')
@minLength(4)
@maxLength(40)
param location string

@description('Tags.')
param tags object

@description('Part of the names that makes them unique.')
@minLength(13)
@maxLength(13)
param token string

@description('Resource id of the Log Analytics workspace that the alerts query.')
@minLength(1)
param workspaceId string

@description('E-mail address that gets the alerts; empty = nobody gets them.')
@maxLength(254)
param alertEmail string

@description('Failed requests to a contact centre in 15 minutes that raise an alert.')
@minValue(1)
@maxValue(100000)
param failedPollsThreshold int

resource people 'Microsoft.Insights/actionGroups@2023-01-01' = if (!empty(alertEmail)) {
  name: 'ag-${token}'
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'chatrelay'
    emailReceivers: [{ name: 'operator', emailAddress: alertEmail, useCommonAlertSchema: true }]
  }
}

var rules = [
  {
    name: 'dead-letters'
    title: 'A message became a dead letter'
    severity: 1
    query: 'AppMetrics | where Name == "customerchat.dead_letters" | summarize Value = sum(Sum) by Direction = tostring(Properties.direction)'
    dimension: 'Direction'
    threshold: 0
  }
  {
    name: 'accounts-at-fault'
    title: 'A channel account sends nothing until somebody repairs it (token, payment, registration); its messages wait'
    severity: 1
    query: 'AppMetrics | where Name == "customerchat.deliveries" and tostring(Properties.result) == "AccountFault" | summarize Value = sum(Sum) by Channel = tostring(Properties.channel)'
    dimension: 'Channel'
    threshold: 0
  }
  {
    name: 'watchdog-restarts'
    title: 'Chats had stopped being polled and were started again'
    severity: 2
    query: 'AppMetrics | where Name == "customerchat.watchdog.restarts" | summarize Value = sum(Sum) by Metric = Name'
    dimension: 'Metric'
    threshold: 0
  }
  {
    name: 'failed-polls'
    title: 'Requests to a contact centre fail'
    severity: 1
    query: 'AppMetrics | where Name == "customerchat.upstream.duration" and tostring(Properties.result) in ("NotReached", "NoAnswer", "Busy", "Unclear") | summarize Value = sum(ItemCount) by ContactCenter = tostring(Properties.contact_center)'
    dimension: 'ContactCenter'
    threshold: failedPollsThreshold
  }
  {
    name: 'orchestration-failures'
    title: 'An orchestration failed (the watchdog starts its chat again)'
    severity: 2
    query: 'union AppTraces, AppExceptions | where Properties has "ChatOrchestration" and SeverityLevel >= 3 | summarize Value = count() by Kind = Type'
    dimension: 'Kind'
    threshold: 0
  }
]

resource alerts 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for rule in rules: {
    name: '${rule.name}-${token}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: rule.title
      severity: rule.severity
      enabled: true
      evaluationFrequency: 'PT5M'
      windowSize: 'PT15M'
      scopes: [workspaceId]
      // A new workspace does not have these tables yet, so the query can't be validated.
      skipQueryValidation: true
      autoMitigate: true
      criteria: {
        allOf: [
          {
            query: rule.query
            timeAggregation: 'Total'
            metricMeasureColumn: 'Value'
            dimensions: [{ name: rule.dimension, operator: 'Include', values: ['*'] }]
            operator: 'GreaterThan'
            threshold: rule.threshold
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      actions: { actionGroups: empty(alertEmail) ? [] : [people.id] }
    }
  }
]
