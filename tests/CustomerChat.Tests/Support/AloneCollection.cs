namespace CustomerChat.Tests.Support;

/// <summary>Tests that measure the whole process: nothing runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone";
}
