namespace CustomerChat.Functions.Tests.Support;

/// <summary>Tests that share one Azurite; each has tables and a task hub of its own.</summary>
[CollectionDefinition(Name)]
public sealed class EngineCollection : ICollectionFixture<AzuriteFixture>
{
    public const string Name = "engine";
}
