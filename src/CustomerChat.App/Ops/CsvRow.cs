namespace CustomerChat.App.Ops;

/// <summary>A row of a CSV file, by RFC 4180.</summary>
internal static class CsvRow
{
    public static string Of(params IEnumerable<string> cells) => string.Join(',', cells.Select(Cell)) + "\r\n";

    /// <summary>
    /// A cell that a spreadsheet would take for a formula gets an apostrophe in front. A sign with digits alone is a number, not a formula.
    /// </summary>
    internal static string Cell(string text)
    {
        var isNumber = text.Length > 1 && text[0] is '+' or '-' && text.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0;
        var safe = text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' && !isNumber ? "'" + text : text;
        return safe.AsSpan().IndexOfAny(",\"\r\n") < 0 ? safe : $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
