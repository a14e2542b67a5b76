using System.Globalization;

namespace CustomerChat.Delivery;

/// <summary>A message that stays undelivered.</summary>
/// <param name="ChatId">The chat.</param>
/// <param name="Index">The entry's index in its transcript.</param>
/// <param name="ToContactCenter">True: the customer's, meant for the contact centre. False: meant for the customer's channel.</param>
/// <param name="Reason">Why, in words without what was written.</param>
/// <param name="At">When it was given up.</param>
public sealed record DeadLetter(string ChatId, long Index, bool ToContactCenter, string Reason, DateTimeOffset At)
{
    /// <summary>How many parts of it the channel has: a replay goes on after them.</summary>
    public int Parts { get; init; }

    /// <summary>Its id, for people and addresses: chat, index and direction.</summary>
    public string Id => string.Create(CultureInfo.InvariantCulture, $"{ChatId}-{Index}-{(ToContactCenter ? "up" : "down")}");
}
