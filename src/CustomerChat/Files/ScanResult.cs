namespace CustomerChat.Files;

/// <summary>The result of a scan.</summary>
/// <param name="Verdict">Whether people may get the file.</param>
/// <param name="Finding">What was found in the file, or why there is no verdict.</param>
public sealed record ScanResult(ScanVerdict Verdict, string? Finding = null);
