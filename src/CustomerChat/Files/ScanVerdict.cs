namespace CustomerChat.Files;

/// <summary>Whether a file may be had.</summary>
public enum ScanVerdict
{
    Clean,
    Harmful,

    /// <summary>The scanner has not answered: it is asked again later, and nobody has the file until then.</summary>
    Unknown,
}
