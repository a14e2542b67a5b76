namespace CustomerChat.Channels.Accounts;

/// <summary>What the contact centre can't carry, as text that an agent can use: never silence.</summary>
internal static class Described
{
    /// <summary><c>[kind] caption link</c>, as far as they are there.</summary>
    public static string Media(string kind, string? caption = null, string? link = null) =>
        string.Join(' ', new[] { $"[{kind}]", caption, link }.Where(t => !string.IsNullOrWhiteSpace(t)));

    public static string Location(string? latitude, string? longitude, string? name = null) =>
        Media("location", name, $"https://www.google.com/maps?q={latitude},{longitude}");
}
