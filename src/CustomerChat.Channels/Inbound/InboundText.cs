using System.Collections.Immutable;
using CustomerChat.Files;

namespace CustomerChat.Channels.Inbound;

/// <summary>
/// Makes text of everything that came in, for every channel, because a contact centre takes only text. It also makes user data for the
/// agent. What the customer wrote or chose stays as it is; files, places, cards and the like begin with their kind in brackets. Pure.
/// </summary>
internal static class InboundText
{
    private const int MaxKind = 40;

    /// <summary>The text that an agent reads.</summary>
    public static string Of(InboundEvent happened)
    {
        var lines = happened.Contents.SelectMany(Lines).Where(l => !string.IsNullOrWhiteSpace(l)).ToList();
        if (lines.Count == 0)
        {
            lines.Add(Label("message without text"));
        }

        if (happened.ForwardedFrom is { } author)
        {
            lines[0] = $"{Label(author.Length == 0 ? "forwarded" : $"forwarded from {author}")} {lines[0]}";
        }

        if (happened.Referral is { } referral)
        {
            lines.Add(Line(
                $"from {referral.Source ?? "a link"}", referral.Headline, referral.Body, referral.Link,
                referral.Reference is { } reference ? $"({reference})" : null));
        }

        return string.Join('\n', lines);
    }

    /// <summary>
    /// The text that an agent reads when the files come as entries of their own: without the files' links and ids. Null = there are no
    /// files.
    /// </summary>
    public static string? Beside(InboundEvent happened) => Files(happened).Any()
        ? Of(happened with { Contents = [.. happened.Contents.Select(c => c is InboundContent.File { Reference: not null } file ? file with { Link = null } : c)] })
        : null;

    /// <summary>The files that the relay can fetch, in order.</summary>
    public static IEnumerable<FileReference> Files(InboundEvent happened) =>
        happened.Contents.OfType<InboundContent.File>().Select(f => f.Reference).OfType<FileReference>();

    /// <summary>Whether the customer wrote or chose something that needs an answer, also where no chat is open.</summary>
    public static bool OpensChat(InboundEvent happened) =>
        happened.Contents.Any(c => c is not (InboundContent.Reaction or InboundContent.Revoke or InboundContent.System));

    /// <summary>User data: who the customer is, what brought the customer here, and what the customer chose.</summary>
    public static IEnumerable<(string Key, string? Value)> Data(InboundEvent happened) =>
        happened.Data
            .Concat(happened.Referral?.Data ?? [])
            .Concat(happened.Contents.OfType<InboundContent.Postback>().Select(p => ("payload", p.Payload)));

    /// <summary>
    /// The whole message as words: a text alone, or the title of the button that was pressed; null = the message is something else.
    /// </summary>
    public static string? Words(InboundEvent happened) => happened.Contents switch
    {
        [InboundContent.Text text] => text.Words,
        [InboundContent.Postback postback] => postback.Title ?? postback.Payload,
        _ => null,
    };

    private static IEnumerable<string> Lines(InboundContent content) => content switch
    {
        InboundContent.Text text => [text.Words],
        InboundContent.Reaction { Emoji: { } emoji } => [Line("reaction", emoji)],
        InboundContent.Reaction => [Label("reaction removed")],
        InboundContent.Edit edit => Marked("edited", edit.New),
        InboundContent.Revoke => [Label("message deleted")],
        InboundContent.Postback postback => [postback.Title ?? postback.Payload ?? Label("button")],
        InboundContent.FormAnswer form => [Line("form", form.Name), .. form.Answers.Select(Named)],
        InboundContent.Order order => [Line("order", order.Catalog is { } catalog ? $"catalog {catalog}" : null), .. order.Items.Select(Item), order.Note ?? ""],
        InboundContent.Choices choices => [Line(choices.Kind, choices.Title), .. choices.Entries.Select(e => $"- {e}")],
        InboundContent.Location place => [Line("location", place.Name, $"https://www.google.com/maps?q={place.Latitude},{place.Longitude}")],
        InboundContent.Contact contact => [Line("contact", contact.Name, string.Join(", ", contact.Details))],
        InboundContent.File file => [Line(file.Kind, file.Name, file.Caption, file.Link)],
        InboundContent.System system => [Line("system", system.Notice)],
        InboundContent.Unknown { Leaves.Length: <= 3 } few => [Line(few.Kind, string.Join(", ", few.Leaves.Select(Named)))],
        InboundContent.Unknown many => [Label(many.Kind), .. many.Leaves.Select(Named)],
        _ => [],
    };

    private static IEnumerable<string> Marked(string mark, ImmutableArray<InboundContent> contents) =>
        contents.SelectMany(Lines).DefaultIfEmpty("").Select((line, i) => i == 0 ? Line(mark, line) : line);

    private static string Item(OrderItem item) => string.Join(' ', new[]
    {
        $"{item.Quantity ?? "?"} ×",
        item.Product ?? "?",
        item.Price is null ? null : $"at {item.Price}",
        item.Price is null ? null : item.Currency,
    }.Where(t => t is not null));

    private static string Named(Leaf leaf) => leaf.Value.Length == 0 ? leaf.Name : leaf.Name.Length == 0 ? leaf.Value : $"{leaf.Name}: {leaf.Value}";

    private static string Line(string kind, params IEnumerable<string?> parts) =>
        string.Join(' ', parts.Where(t => !string.IsNullOrWhiteSpace(t)).Prepend(Label(kind)));

    private static string Label(string kind) => $"[{Leaves.Clean(kind, MaxKind)}]";
}
