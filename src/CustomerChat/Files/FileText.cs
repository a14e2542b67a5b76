using CustomerChat.Chats;

namespace CustomerChat.Files;

/// <summary>The texts about files that people read. Pure.</summary>
public static class FileText
{
    /// <summary>The text of an entry that brings a file: <c>[image] parcel.jpg (24 kB)</c>.</summary>
    public static string Of(string kind, ChatFile file) => $"[{kind}] {file.Name} ({FileNames.Size(file.Size)})";

    /// <summary>What a contact centre that takes no files gets of an entry: its text, or the choice that the text names, and a link to each file.</summary>
    public static string ForAgent(string chatId, ChatEntry entry, IFileLinks links) => entry.Files.IsEmpty
        ? entry.Chosen ?? entry.Text!
        : string.Join(' ', entry.Files.Select((_, i) => links.LinkTo(chatId, entry, i)).Prepend(entry.Text).Where(t => t is not null));

    /// <summary>What a later reader gets of an entry: its text with the offered choices, and a link to each file.</summary>
    public static string? ForReader(string chatId, ChatEntry entry, IFileLinks links) =>
        entry.Files.IsEmpty ? entry.Readable : ForAgent(chatId, entry with { Chosen = null }, links);

    /// <summary>The text for the agent if a file is not here yet.</summary>
    public static string NotYet(FileReference file, string reason) => $"The customer's file {Named(file)} has not arrived yet: {reason}. It will be tried again.";

    /// <summary>The text for the agent if a file will not come.</summary>
    public static string NotTaken(FileReference file, string reason) => $"The customer sent a file {Named(file)} that was not accepted: {reason}.";

    /// <summary>The text for the customer; <c>{reason}</c> stands for the reason.</summary>
    public static string ToCustomer(string template, string reason) => template.Replace("{reason}", reason, StringComparison.Ordinal);

    private static string Named(FileReference file) =>
        $"[{file.Kind}]{(FileTypes.Of(file.Type) is { } type && file.Name is { } name ? $" \"{FileNames.Of(name, type, file.Kind)}\"" : "")}";
}
