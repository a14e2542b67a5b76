namespace CustomerChat.Files;

/// <summary>Whether people may get a file.</summary>
public enum ScanVerdict
{
    Clean,
    Harmful,

    /// <summary>The scanner gave no verdict. The file is scanned again later, and nobody can get it until then.</summary>
    Unknown,
}
