using System.Collections.Immutable;
using CustomerChat.Channels.Http;
using CustomerChat.Files;

namespace CustomerChat.Channels.Inbound;

/// <summary>
/// What a customer sent, in the same form for all channels. A parser fills it, <see cref="InboundText"/> makes text of it.
/// </summary>
internal abstract record InboundContent
{
    private InboundContent()
    {
    }

    public sealed record Text(string Words) : InboundContent;

    /// <param name="Emoji">Null: the customer has taken the reaction back.</param>
    public sealed record Reaction(string? Emoji) : InboundContent;

    /// <param name="New">What the message says now.</param>
    public sealed record Edit(ImmutableArray<InboundContent> New) : InboundContent;

    /// <summary>The customer has deleted the message.</summary>
    public sealed record Revoke : InboundContent;

    /// <summary>The customer chose a button or an entry of a list.</summary>
    /// <param name="Title">The title that the customer saw.</param>
    /// <param name="Payload">The value that the maker of the button gave it.</param>
    public sealed record Postback(string? Title, string? Payload) : InboundContent;

    /// <param name="Answers">The fields, with what the customer filled in.</param>
    public sealed record FormAnswer(string? Name, ImmutableArray<Leaf> Answers) : InboundContent;

    public sealed record Order(string? Catalog, ImmutableArray<OrderItem> Items, string? Note) : InboundContent;

    /// <param name="Kind">For example a poll or a checklist.</param>
    /// <param name="Title">The question.</param>
    /// <param name="Entries">What can be chosen.</param>
    public sealed record Choices(string Kind, string? Title, ImmutableArray<string> Entries) : InboundContent;

    public sealed record Location(string? Latitude, string? Longitude, string? Name) : InboundContent;

    /// <param name="Name">The contact's name.</param>
    /// <param name="Details">Telephone numbers, mail addresses, the company.</param>
    public sealed record Contact(string? Name, ImmutableArray<string> Details) : InboundContent;

    /// <param name="Kind">For example image, audio, or a media type.</param>
    /// <param name="Caption">What the customer wrote below the file.</param>
    /// <param name="Name">The file's name, or another text that describes the file.</param>
    /// <param name="Link">Where the file is, or its id.</param>
    public sealed record File(string Kind, string? Caption = null, string? Name = null, string? Link = null) : InboundContent
    {
        /// <summary>How the relay fetches the file; null = the relay can't fetch it.</summary>
        public FileReference? Reference { get; init; }
    }

    /// <summary>A notice of the provider about the customer or the conversation. Nobody wrote it.</summary>
    public sealed record System(string Notice) : InboundContent;

    /// <summary>Content of a kind that the relay does not know: the name of the kind, and all values in the content.</summary>
    public sealed record Unknown(string Kind, ImmutableArray<Leaf> Leaves) : InboundContent
    {
        public static Unknown Of(string kind, LenientJson content) => new(kind, Inbound.Leaves.Of(content));
    }
}
