using System.Collections.Immutable;

namespace CustomerChat.Files;

/// <summary>Which files are accepted. Pure.</summary>
/// <param name="Groups">Accepted groups of types.</param>
/// <param name="Media">Accepted single media types.</param>
/// <param name="MaxSize">The largest file, in bytes.</param>
/// <param name="MaxPerMessage">The most files of one message.</param>
/// <param name="MaxPerDay">The most bytes of files in one chat on one day.</param>
public sealed record FilePolicy(ImmutableHashSet<FileGroup> Groups, ImmutableHashSet<string> Media, long MaxSize, int MaxPerMessage, long MaxPerDay)
{
    /// <summary>Reads an allow-list: groups and media types, separated by commas.</summary>
    /// <returns>Null: the list has a word that is neither a group nor a media type.</returns>
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

    /// <summary>Why a file of this size is refused; null = it is not.</summary>
    public string? RefuseSize(long? size) => size > MaxSize ? $"it is larger than {FileNames.Size(MaxSize)}" : null;

    /// <summary>Why a file of this type is refused; null = it is not.</summary>
    public string? RefuseType(FileType? type) =>
        type is null ? "the type of the file is unknown"
        : Groups.Contains(type.Group) || Media.Contains(type.Media) ? null
        : $"files of the type {type.Media} are not accepted";
}
