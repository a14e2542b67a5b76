namespace CustomerChat.Files;

/// <summary>What a file is good for; the allow-list names these.</summary>
public enum FileGroup
{
    Image,
    Audio,
    Video,
    Pdf,
    Office,
    Text,
    VCard,

    /// <summary>Archives, and what nobody has put elsewhere.</summary>
    Other,

    /// <summary>What can run or hold scripts: programs, HTML, SVG, XML.</summary>
    Active,
}
