metadata description = 'The plan and the function app.'

@description('Region.')
@minLength(4)
@maxLength(40)
param location string

@description('Tags.')
param tags object

@description('What makes the names unique.')
@minLength(13)
@maxLength(13)
param token string

@description('The app\'s identity.')
@minLength(1)
param identityId string

@description('The identity\'s client id.')
@minLength(36)
@maxLength(36)
param identityClientId string

@description('The storage account.')
@minLength(3)
@maxLength(24)
param storageName string

@description('Where the deployment is put.')
@minLength(1)
param deploymentContainer string

@description('Where telemetry goes.')
@minLength(1)
param insightsConnectionString string

@description('Settings of the relay: values, and references to secrets.')
param settings object

@description('The Durable Task Scheduler; empty = the storage is the backend.')
param schedulerEndpoint string

@description('Its task hub.')
param taskHub string

@description('Instances that are always there for the orchestrations.')
@minValue(0)
@maxValue(20)
param alwaysReadyInstances int

@description('The most instances.')
@minValue(40)
@maxValue(1000)
param maximumInstances int

@description('Memory of an instance, in MiB.')
@allowed([512, 2048, 4096])
param instanceMemory int

@description('The subnet that the app goes out through; empty = none.')
param subnetId string

@description('The app runs in several zones.')
param zoneRedundant bool

@description('An update replaces the instances one after the other.')
param rollingUpdate bool

resource account 'Microsoft.Storage/storageAccounts@2023-05-01' existing = {
  name: storageName
}

resource plan 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: 'plan-${token}'
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: { reserved: true, zoneRedundant: zoneRedundant }
}

var host = {
  AzureWebJobsStorage__accountName: storageName
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: identityClientId
  // Not APPLICATIONINSIGHTS_CONNECTION_STRING: the host would export the paths of requests by it, and chat ids are in them.
  Telemetry__ApplicationInsights: insightsConnectionString
  AzureWebJobsDisableHomepage: 'true'
  Storage__TableServiceUri: account.properties.primaryEndpoints.table
  Storage__BlobServiceUri: account.properties.primaryEndpoints.blob
  Storage__ManagedIdentityClientId: identityClientId

  // The platform's front end writes the header; a caller can't choose its last entry.
  Limits__ForwardedFor: 'true'
}

var scheduler = empty(schedulerEndpoint)
  ? {}
  : {
      AzureFunctionsJobHost__extensions__durableTask__storageProvider__type: 'azureManaged'
      AzureFunctionsJobHost__extensions__durableTask__storageProvider__connectionStringName: 'DURABLE_TASK_SCHEDULER_CONNECTION_STRING'
      AzureFunctionsJobHost__extensions__durableTask__hubName: taskHub
      DURABLE_TASK_SCHEDULER_CONNECTION_STRING: 'Endpoint=${schedulerEndpoint};Authentication=ManagedIdentity;ClientID=${identityClientId};TaskHub=${taskHub}'
    }

resource app 'Microsoft.Web/sites@2024-04-01' = {
  name: 'func-${token}'
  location: location
  // azd finds the service by it.
  tags: union(tags, { 'azd-service-name': 'relay' })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identityId}': {} }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    keyVaultReferenceIdentity: identityId
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    siteConfig: {
      minTlsVersion: '1.2'
      ftpsState: 'Disabled'
      http20Enabled: true
      // No cors here: the app answers by contact centre, and the platform's own would answer before it.
    }
    functionAppConfig: union(
      {
        runtime: { name: 'dotnet-isolated', version: '10.0' }
        deployment: {
          storage: {
            type: 'blobContainer'
            value: deploymentContainer
            authentication: { type: 'UserAssignedIdentity', userAssignedIdentityResourceId: identityId }
          }
        }
        scaleAndConcurrency: {
          maximumInstanceCount: maximumInstances
          instanceMemoryMB: instanceMemory
          alwaysReady: alwaysReadyInstances == 0 ? [] : [{ name: 'durable', instanceCount: alwaysReadyInstances }]
        }
      },
      // The compiler's types do not know it yet: it is sent only where it is asked for.
      rollingUpdate ? { siteUpdateStrategy: { type: 'RollingUpdate' } } : {}
    )
  }

  resource appsettings 'config' = {
    name: 'appsettings'
    properties: union(host, scheduler, settings)
  }
}

output name string = app.name
output url string = 'https://${app.properties.defaultHostName}'
