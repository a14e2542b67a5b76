metadata description = 'The plan and the function app.'

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

@description('Resource id of the app\'s managed identity.')
@minLength(1)
param identityId string

@description('Client id of the managed identity.')
@minLength(36)
@maxLength(36)
param identityClientId string

@description('Name of the storage account.')
@minLength(3)
@maxLength(24)
param storageName string

@description('URL of the blob container that holds the deployment package.')
@minLength(1)
param deploymentContainer string

@description('Connection string of the Application Insights resource that gets the telemetry.')
@minLength(1)
param insightsConnectionString string

@description('Settings of the relay. A setting is a value, or a reference to a secret.')
param settings object

@description('Endpoint of the Durable Task Scheduler; empty = the storage is the backend.')
param schedulerEndpoint string

@description('Name of the scheduler\'s task hub; empty = the storage is the backend.')
param taskHub string

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

@description('Resource id of the subnet for the app\'s outgoing traffic; empty = none.')
param subnetId string

@description('The app runs in several zones.')
param zoneRedundant bool

@description('An update replaces the instances one after the other.')
param rollingUpdate bool

@description('Client id of the app registration with which operators sign in; empty = they do not.')
@maxLength(36)
param operatorsClientId string

@description('App role of operators.')
@minLength(1)
@maxLength(64)
param operatorsRole string

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
  // Not APPLICATIONINSIGHTS_CONNECTION_STRING: with it, the host would export the paths of requests, which contain chat ids.
  Telemetry__ApplicationInsights: insightsConnectionString
  AzureWebJobsDisableHomepage: 'true'
  Storage__TableServiceUri: account.properties.primaryEndpoints.table
  Storage__BlobServiceUri: account.properties.primaryEndpoints.blob
  Storage__ManagedIdentityClientId: identityClientId

  // The platform's front end writes the last entry of the header X-Forwarded-For, so a caller can't choose that entry.
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

var signIn = empty(operatorsClientId) ? {} : { Ops__SignInRole: operatorsRole }

resource app 'Microsoft.Web/sites@2024-04-01' = {
  name: 'func-${token}'
  location: location
  // azd finds the service by this tag.
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
      // No cors here: the app itself answers for each contact centre, and the platform's CORS would answer before the app.
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
      // The Bicep compiler's types do not know this property yet, so the template sets it only when it is asked for.
      rollingUpdate ? { siteUpdateStrategy: { type: 'RollingUpdate' } } : {}
    )
  }

  resource appsettings 'config' = {
    name: 'appsettings'
    properties: union(host, scheduler, signIn, settings)
  }

  // Customers and providers do not sign in, so requests without a sign-in are let through. The app checks the role. Without a client secret,
  // the platform asks for an ID token only.
  resource authentication 'config' = if (!empty(operatorsClientId)) {
    name: 'authsettingsV2'
    properties: {
      platform: { enabled: true }
      globalValidation: { requireAuthentication: false, unauthenticatedClientAction: 'AllowAnonymous' }
      identityProviders: {
        azureActiveDirectory: {
          enabled: true
          registration: {
            clientId: operatorsClientId
            openIdIssuer: '${environment().authentication.loginEndpoint}${tenant().tenantId}/v2.0'
          }
          validation: { allowedAudiences: [operatorsClientId, 'api://${operatorsClientId}'] }
        }
      }
      // A role that was taken away works until the sign-in expires.
      login: { tokenStore: { enabled: false }, cookieExpiration: { convention: 'FixedTime', timeToExpiration: '04:00:00' } }
    }
    dependsOn: [appsettings]
  }
}

output name string = app.name
output url string = 'https://${app.properties.defaultHostName}'
