using CustomerChat.Channels.Meta;

namespace CustomerChat.Channels.Messenger;

/// <summary>Settings <c>Channels:Messenger:{account}:…</c>: a Facebook page.</summary>
public sealed class MessengerOptions : MetaOptions
{
    /// <summary>The page's id. Required.</summary>
    public string? PageId { get; set; }

    internal override IEnumerable<string> Faults() => base.Faults().Concat(Required((nameof(PageId), PageId)));
}
