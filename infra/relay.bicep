metadata description = 'Everything in the resource group.'

@description('Region.')
@minLength(4)
@maxLength(40)
param location string

@description('Tags of everything.')
param tags object

@description('Part of the names that makes them unique.')
@minLength(13)
@maxLength(13)
param token string

@description('Settings of the app that are no secrets.')
param settings object

@description('Settings of the app that are secrets.')
@secure()
param secretSettings object

@description('Names of the settings in secretSettings, such as ["Channels__Sms__main__AuthToken", "ContactCenters__main__Secret"].')
@maxLength(200)
param secretNames string[]

@description('Backend of the orchestrations.')
@allowed(['storage', 'scheduler'])
param durableBackend string

@description('Instances that are always there for the orchestrations.')
@minValue(0)
@maxValue(20)
param alwaysReadyInstances int

@description('The most instances that the app scales out to.')
@minValue(40)
@maxValue(1000)
param maximumInstances int

@description('Memory of an instance, in MiB.')
@allowed([512, 2048, 4096])
param instanceMemory int

@description('Days that logs are kept.')
@minValue(30)
@maxValue(730)
param logRetentionDays int

@description('The storage removes a chat\'s file after this many days, in case the relay has not removed it with its chat. 0 = never. Set two days more than Retention:Days.')
@minValue(0)
@maxValue(3652)
param fileDays int

@description('Redundancy of the storage.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GZRS'])
param storageRedundancy string

@description('E-mail address that gets the alerts; empty = nobody gets them.')
@maxLength(254)
param alertEmail string

@description('Failed requests to a contact centre in 15 minutes that raise an alert.')
@minValue(1)
@maxValue(100000)
param failedPollsThreshold int

@description('true = storage and key vault can be reached through a private network only, and the app\'s outgoing traffic goes through it.')
param privateNetwork bool

@description('Address space of the private network: a /24 or larger.')
@minLength(9)
@maxLength(18)
param networkAddress string

@description('The app runs in several zones of the region, where it has some. The storage has a redundancy of its own.')
param zoneRedundant bool

@description('An update replaces the instances one after the other; else all are replaced at once.')
param rollingUpdate bool

@description('Client id of the app registration with which operators sign in; empty = they do not.')
@maxLength(36)
param operatorsClientId string

@description('App role of operators.')
@minLength(1)
@maxLength(64)
param operatorsRole string

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: 'id-${token}'
  location: location
  tags: tags
}

module monitoring 'modules/monitoring.bicep' = {
  name: 'monitoring'
  params: { location: location, tags: tags, token: token, logRetentionDays: logRetentionDays, principalId: identity.properties.principalId }
}

module storage 'modules/storage.bicep' = {
  name: 'storage'
  params: { location: location, tags: tags, token: token, redundancy: storageRedundancy, fileDays: fileDays, privateNetwork: privateNetwork, principalId: identity.properties.principalId }
}

module vault 'modules/vault.bicep' = {
  name: 'vault'
  params: { location: location, tags: tags, token: token, secretSettings: secretSettings, secretNames: secretNames, privateNetwork: privateNetwork, principalId: identity.properties.principalId }
}

module scheduler 'modules/scheduler.bicep' = if (durableBackend == 'scheduler') {
  name: 'scheduler'
  params: { location: location, tags: tags, token: token, principalId: identity.properties.principalId }
}

module network 'modules/network.bicep' = if (privateNetwork) {
  name: 'network'
  params: { location: location, tags: tags, token: token, addressPrefix: networkAddress, storageId: storage.outputs.id, vaultId: vault.outputs.id }
}

module app 'modules/app.bicep' = {
  name: 'app'
  params: {
    location: location
    tags: tags
    token: token
    identityId: identity.id
    identityClientId: identity.properties.clientId
    storageName: storage.outputs.name
    deploymentContainer: storage.outputs.deploymentContainer
    insightsConnectionString: monitoring.outputs.insightsConnectionString
    settings: union(settings, vault.outputs.references)
    schedulerEndpoint: scheduler.?outputs.endpoint ?? ''
    taskHub: scheduler.?outputs.taskHub ?? ''
    alwaysReadyInstances: alwaysReadyInstances
    maximumInstances: maximumInstances
    instanceMemory: instanceMemory
    subnetId: network.?outputs.appSubnetId ?? ''
    zoneRedundant: zoneRedundant
    rollingUpdate: rollingUpdate
    operatorsClientId: operatorsClientId
    operatorsRole: operatorsRole
  }
}

module alerts 'modules/alerts.bicep' = {
  name: 'alerts'
  params: {
    location: location
    tags: tags
    token: token
    workspaceId: monitoring.outputs.workspaceId
    alertEmail: alertEmail
    failedPollsThreshold: failedPollsThreshold
  }
}

output url string = app.outputs.url
output functionAppName string = app.outputs.name
