namespace CustomerChat.Turn;

/// <summary>A customer's file on its way to a contact centre that takes files.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its media type.</param>
/// <param name="Size">In bytes.</param>
/// <param name="OpenAsync">Opens its content, once for each try; null = it is not kept any more.</param>
public sealed record UpstreamFile(string Name, string Type, long Size, Func<CancellationToken, Task<Stream?>> OpenAsync);
