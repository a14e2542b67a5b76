using System.Collections.Immutable;

namespace CustomerChat.Channels.Accounts;

/// <summary>The media types of providers' webhooks.</summary>
public static class MediaTypes
{
    public const string Json = "application/json";
    public const string Form = "application/x-www-form-urlencoded";

    public static readonly ImmutableArray<string> OnlyJson = [Json];

    /// <summary>Whether a Content-Type names a media type. Its parameters and its case do not matter.</summary>
    public static bool Is(string? contentType, string mediaType) => contentType is not null
        && contentType.AsSpan().TrimStart().StartsWith(mediaType, StringComparison.OrdinalIgnoreCase)
        && contentType.AsSpan().TrimStart()[mediaType.Length..].TrimStart() is var rest && (rest.IsEmpty || rest[0] == ';');
}
