using System.Collections.Immutable;

namespace CustomerChat.Files;

/// <summary>Which files are taken. Pure.</summary>
/// <param name="Groups">Whole groups.</param>
/// <param name="Media">Single media types.</param>
/// <param name="MaxSize">The largest file, in bytes.</param>
/// <param name="MaxPerMessage">The most files of one message.</param>
/// <param name="MaxPerDay">The most bytes of a chat and day.</param>
public sealed record FilePolicy(ImmutableHashSet<FileGroup> Groups, ImmutableHashSet<string> Media, long MaxSize, int MaxPerMessage, long MaxPerDay)
{
    /// <summary>Reads an allow-list: groups and media types, separated by commas.</summary>
    /// <returns>Null = it holds a word that is neither.</returns>
    public static FilePolicy? Parse(string types, long maxSize, int maxPerMessage, long maxPerDay)
    {
        var words = types.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var groups = words.Where(w => !w.Contains('/', StringComparison.Ordinal)).ToList();
        return groups.All(g => Enum.TryParse<FileGroup>(g, ignoreCase: true, out var group) && Enum.IsDefined(group) && !char.IsAsciiDigit(g[0]))
            ? new(
                [.. groups.Select(g => Enum.Parse<FileGroup>(g, ignoreCase: true))],
                [.. words.Except(groups).Select(m => m.ToLowerInvariant())],
                maxSize, maxPerMessage, maxPerDay)
            : null;
    }

    /// <summary>Why a file of this size is not taken; null = it is.</summary>
    public string? RefuseSize(long? size) => size > MaxSize ? $"it is larger than {FileNames.Size(MaxSize)}" : null;

    /// <summary>Why a file of this type is not taken; null = it is.</summary>
    public string? RefuseType(FileType? type) =>
        type is null ? "nobody knows what kind of file it is"
        : Groups.Contains(type.Group) || Media.Contains(type.Media) ? null
        : $"files of the kind {type.Media} are not taken";
}
