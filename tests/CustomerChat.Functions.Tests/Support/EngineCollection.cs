namespace CustomerChat.Functions.Tests.Support;

/// <summary>
/// Instances in this process: their tests run one after another, because they share one meter and one source of traces. Each has tables and a task hub of its own
/// on the collection's Azurite.
/// </summary>
[CollectionDefinition(Name)]
public sealed class EngineCollection : ICollectionFixture<AzuriteFixture>
{
    public const string Name = "engine";
}
