targetScope = 'subscription'

metadata name = 'CustomerChatFunctions'
metadata description = 'The relay on Flex Consumption, without a key or a secret in its settings.'

@description('Name of the environment. It is part of the resource group\'s name, and it makes all names unique.')
@minLength(2)
@maxLength(32)
param environmentName string

@description('Region of everything. Must offer Flex Consumption (az functionapp list-flexconsumption-locations).')
@minLength(4)
@maxLength(40)
param location string

@description('Settings of the app that are no secrets, such as ContactCenters__main__Id, ContactCenters__main__BaseAddress or Channels__Sms__main__From.')
param settings object = {}

@description('Settings of the app that are secret, such as Channels__Sms__main__AuthToken, ContactCenters__main__Secret or ContactCenters__main__Headers__apikey. The values are stored in the key vault, and the app gets references to them.')
@secure()
param secretSettings object = {}

@description('Names of the settings in secretSettings, such as ["Channels__Sms__main__AuthToken", "ContactCenters__main__Secret"].')
@maxLength(200)
param secretNames string[] = []

@description('Backend of the orchestrations: storage (queues and tables in the same storage account as the transcripts) or scheduler (Durable Task Scheduler, for more than a few thousand open chats).')
@allowed(['storage', 'scheduler'])
param durableBackend string = 'storage'

@description('Instances that are always there for the orchestrations. 0 = scale to zero; then the first message after a quiet time waits for a cold start.')
@minValue(0)
@maxValue(20)
param alwaysReadyInstances int = 0

@description('The most instances that the app scales out to.')
@minValue(40)
@maxValue(1000)
param maximumInstances int = 40

@description('Memory of an instance, in MiB.')
@allowed([512, 2048, 4096])
param instanceMemory int = 512

@description('Days that logs are kept.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = 30

@description('The storage removes a chat\'s file after this many days, in case the relay has not removed it with its chat. 0 = never. Set two days more than Retention:Days.')
@minValue(0)
@maxValue(3652)
param fileDays int = 32

@description('Redundancy of the storage account, which holds the transcripts. Choose a zone-redundant one where the region has zones.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GZRS'])
param storageRedundancy string = 'Standard_ZRS'

@description('E-mail address that gets the alerts. Empty = nobody gets them; the alerts are only shown.')
@maxLength(254)
param alertEmail string = ''

@description('A contact centre whose requests fail more often than this in 15 minutes raises an alert.')
@minValue(1)
@maxValue(100000)
param failedPollsThreshold int = 50

@description('true = storage and key vault can be reached through a private network only, and the app\'s outgoing traffic goes through it.')
param privateNetwork bool = false

@description('Address space of the private network: a /24 or larger.')
@minLength(9)
@maxLength(18)
param networkAddress string = '10.20.0.0/24'

@description('The app runs in several zones of the region, where it has some. The storage has a redundancy of its own.')
param zoneRedundant bool = false

@description('An update replaces the instances one after the other; else all are replaced at once.')
param rollingUpdate bool = false

@description('Client id of the Entra app registration with which operators sign in. Empty = operators use keys only.')
@maxLength(36)
param operatorsClientId string = ''

@description('App role that makes somebody who has signed in an operator.')
@minLength(1)
@maxLength(64)
param operatorsRole string = 'Operator'

var tags = { 'azd-env-name': environmentName }
var token = toLower(uniqueString(subscription().id, environmentName, location))

resource group 'Microsoft.Resources/resourceGroups@2024-03-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: tags
}

module relay 'relay.bicep' = {
  name: 'relay'
  scope: group
  params: {
    location: location
    tags: tags
    token: token
    settings: settings
    secretSettings: secretSettings
    secretNames: secretNames
    durableBackend: durableBackend
    alwaysReadyInstances: alwaysReadyInstances
    maximumInstances: maximumInstances
    instanceMemory: instanceMemory
    logRetentionDays: logRetentionDays
    storageRedundancy: storageRedundancy
    fileDays: fileDays
    alertEmail: alertEmail
    failedPollsThreshold: failedPollsThreshold
    privateNetwork: privateNetwork
    networkAddress: networkAddress
    zoneRedundant: zoneRedundant
    rollingUpdate: rollingUpdate
    operatorsClientId: operatorsClientId
    operatorsRole: operatorsRole
  }
}

@description('URL of the relay.')
output RELAY_URL string = relay.outputs.url

@description('Name of the function app. azd needs it, and so does a command that reads the app\'s keys.')
output FUNCTION_APP_NAME string = relay.outputs.functionAppName

output AZURE_LOCATION string = location
