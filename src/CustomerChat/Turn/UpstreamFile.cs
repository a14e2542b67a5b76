namespace CustomerChat.Turn;

/// <summary>A customer's file that is sent to a contact centre that takes files.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="Type">The file's media type.</param>
/// <param name="Size">The size in bytes.</param>
/// <param name="OpenAsync">Opens the file's content, once for each try; null = the content can't be read.</param>
public sealed record UpstreamFile(string Name, string Type, long Size, Func<CancellationToken, Task<Stream?>> OpenAsync);
