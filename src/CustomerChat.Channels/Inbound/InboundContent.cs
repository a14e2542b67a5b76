using System.Collections.Immutable;
using CustomerChat.Channels.Http;
using CustomerChat.Files;

namespace CustomerChat.Channels.Inbound;

/// <summary>What a customer sent, whatever the channel. A parser fills it, <see cref="InboundText"/> makes it text.</summary>
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

    /// <summary>A button or an entry of a list was chosen.</summary>
    /// <param name="Title">What it said to the customer.</param>
    /// <param name="Payload">What it means to whoever made it.</param>
    public sealed record Postback(string? Title, string? Payload) : InboundContent;

    /// <param name="Name">The form's name.</param>
    /// <param name="Answers">The fields with what was filled in.</param>
    public sealed record FormAnswer(string? Name, ImmutableArray<Leaf> Answers) : InboundContent;

    public sealed record Order(string? Catalog, ImmutableArray<OrderItem> Items, string? Note) : InboundContent;

    /// <param name="Kind">A poll, a checklist.</param>
    /// <param name="Title">The question.</param>
    /// <param name="Entries">What can be chosen.</param>
    public sealed record Choices(string Kind, string? Title, ImmutableArray<string> Entries) : InboundContent;

    public sealed record Location(string? Latitude, string? Longitude, string? Name) : InboundContent;

    /// <param name="Name">Who it is.</param>
    /// <param name="Details">Numbers, addresses.</param>
    public sealed record Contact(string? Name, ImmutableArray<string> Details) : InboundContent;

    /// <param name="Kind">image, audio, a media type.</param>
    /// <param name="Caption">What the customer wrote below it.</param>
    /// <param name="Name">The file's name, or what else tells it.</param>
    /// <param name="Link">Where it is, or its id.</param>
    public sealed record File(string Kind, string? Caption = null, string? Name = null, string? Link = null) : InboundContent
    {
        /// <summary>By what it is fetched; null = it can't be.</summary>
        public FileReference? Reference { get; init; }
    }

    /// <summary>A notice of the provider about the customer or the conversation: nobody wrote it.</summary>
    public sealed record System(string Notice) : InboundContent;

    /// <summary>What the relay has no name for: its kind and every value that is in it.</summary>
    public sealed record Unknown(string Kind, ImmutableArray<Leaf> Leaves) : InboundContent
    {
        public static Unknown Of(string kind, LenientJson content) => new(kind, Inbound.Leaves.Of(content));
    }
}
