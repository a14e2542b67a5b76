namespace CustomerChat.Files;

/// <summary>A type of files.</summary>
/// <param name="Media">The media type.</param>
/// <param name="Group">What it is good for.</param>
/// <param name="Extensions">The endings of its names, without the point; a name that has none of them gets the first.</param>
public sealed record FileType(string Media, FileGroup Group, params string[] Extensions)
{
    /// <summary>A browser may show it in place: pictures, audio and video. Nothing that could run or hold a script is among them.</summary>
    public bool IsInline => Group is FileGroup.Image or FileGroup.Audio or FileGroup.Video;
}
