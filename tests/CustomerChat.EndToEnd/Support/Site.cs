namespace CustomerChat.EndToEnd.Support;

/// <summary>Pages of sites that carry the widget.</summary>
internal static class Site
{
    public static string Html(string body, string head = "", string attributes = "lang=\"en\"") =>
        $"<!doctype html><html {attributes}><head><meta charset=\"utf-8\"><title>A site</title>{head}</head><body>{body}</body></html>";

    /// <summary>The widget's script tag.</summary>
    /// <param name="stack">With the relay that it is of.</param>
    /// <param name="attributes">More of its attributes.</param>
    public static string Tag(Stack stack, string attributes = "") =>
        $"<script src=\"{stack.RelayAddress}widget.js\" data-contact-center-id=\"{Stack.CenterId}\" {attributes}></script>";
}
