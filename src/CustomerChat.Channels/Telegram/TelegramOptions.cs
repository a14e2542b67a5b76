using CustomerChat.Channels.Accounts;

namespace CustomerChat.Channels.Telegram;

/// <summary>Settings <c>Channels:Telegram:{account}:…</c>: a Telegram bot.</summary>
public sealed class TelegramOptions : AccountOptions
{
    /// <summary>The bot's token. Required.</summary>
    public string? BotToken { get; set; }

    /// <summary>
    /// The secret that setWebhook was given, 1 to 256 characters of A-Z a-z 0-9 _ -; several while it is rotated. Required.
    /// </summary>
    public string? SecretToken { get; set; }

    /// <summary>The Bot API; default https://api.telegram.org.</summary>
    public Uri ApiBaseAddress { get; set; } = new("https://api.telegram.org");

    internal override IEnumerable<string> Faults() => base.Faults()
        .Concat(Required((nameof(BotToken), BotToken), (nameof(SecretToken), SecretToken)))
        .Concat(Address(nameof(ApiBaseAddress), ApiBaseAddress))
        .Concat(Secrets.Parse(SecretToken).All(t => t.Length <= 256 && t.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'))
            ? []
            : [$"{nameof(SecretToken)} must have 1 to 256 characters of A-Z a-z 0-9 _ -."]);
}
