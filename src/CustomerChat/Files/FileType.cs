namespace CustomerChat.Files;

/// <summary>A file type.</summary>
/// <param name="Group">The group of the type.</param>
/// <param name="Extensions">The file name extensions of the type, without the dot. A name without one of them gets the first.</param>
public sealed record FileType(string Media, FileGroup Group, params string[] Extensions)
{
    /// <summary>Whether a browser may show the file in the page: pictures, audio and video. No type that could run or hold a script is among them.</summary>
    public bool IsInline => Group is FileGroup.Image or FileGroup.Audio or FileGroup.Video;
}
