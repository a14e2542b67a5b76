namespace CustomerChat.Files;

/// <summary>The groups of file types that an allow-list can name.</summary>
public enum FileGroup
{
    Image,
    Audio,
    Video,
    Pdf,
    Office,
    Text,
    VCard,

    /// <summary>Archives, and types that are in no other group.</summary>
    Other,

    /// <summary>Types that can run or hold scripts: programs, HTML, SVG, XML.</summary>
    Active,
}
