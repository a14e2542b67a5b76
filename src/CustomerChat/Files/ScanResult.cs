namespace CustomerChat.Files;

/// <summary>What a scanner says of a file.</summary>
/// <param name="Verdict">Whether the file may be had.</param>
/// <param name="Finding">What was found in it, or why there is no verdict.</param>
public sealed record ScanResult(ScanVerdict Verdict, string? Finding = null);
