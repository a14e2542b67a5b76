using System.Security.Cryptography;
using System.Text;

namespace CustomerChat.Consent;

/// <summary>An address, or the beginning of addresses, whose messages are not wanted.</summary>
/// <param name="Channel">The channel, in lower case.</param>
/// <param name="Account">The account of the channel, in lower case; null = every one.</param>
/// <param name="Address">The address, or its beginning, in its normal form (<see cref="Normal"/>).</param>
/// <param name="IsPrefix">Whether every address that begins so is blocked.</param>
/// <param name="Reason">Why, in an operator's words.</param>
/// <param name="By">Who has blocked it, as the operator says; null = not said.</param>
/// <param name="At">Since when.</param>
public sealed record Block(string Channel, string? Account, string Address, bool IsPrefix, string Reason, string? By, DateTimeOffset At)
{
    private const string TwiliosWhatsApp = "whatsapp:";

    /// <summary>Names the block without its address: a digest of what it blocks. Blocking the same again replaces it.</summary>
    public string Id => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes($"{Channel}\n{Account}\n{(IsPrefix ? "prefix" : "address")}\n{Address}")).AsSpan(0, 16));

    /// <summary>
    /// An address as it is compared. People write numbers with spaces and marks, and WhatsApp's have no plus; <c>whatsapp:</c> stands before
    /// Twilio's. Elsewhere an address is what the provider says, to the letter.
    /// </summary>
    public static string Normal(string channel, string address)
    {
        var text = address.Trim();
        if (channel is not ("sms" or "whatsapp"))
        {
            return text;
        }

        var number = text.StartsWith(TwiliosWhatsApp, StringComparison.OrdinalIgnoreCase) ? text[TwiliosWhatsApp.Length..].Trim() : text;
        if (number.Any(c => !char.IsAsciiDigit(c) && c is not ('+' or ' ' or '\u00A0' or '-' or '.' or '/' or '(' or ')')))
        {
            return text;
        }

        var digits = string.Concat(number.Where(char.IsAsciiDigit));
        return channel == "sms" && number.StartsWith('+') ? "+" + digits : digits;
    }
}
