using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CustomerChat.Chats;
using CustomerChat.Turn;

namespace CustomerChat.ContactCenter.Http;

/// <summary>Reads and writes handles that are JSON. Pure.</summary>
internal static class Handles
{
    public static UpstreamHandle Write<T>(T handle, JsonTypeInfo<T> type) => new(JsonSerializer.Serialize(handle, type));

    /// <summary>
    /// Reads a handle. A handle of another protocol means that the settings were changed while the chat was open. The chat can go on when the settings are corrected,
    /// so until then the fault is <see cref="ContactCenterFault.NotNow"/>.
    /// </summary>
    /// <param name="isWhole">Whether the handle has everything that the protocol needs.</param>
    public static T Read<T>(UpstreamHandle handle, JsonTypeInfo<T> type, Func<T, bool> isWhole)
        where T : class
    {
        try
        {
            if (JsonSerializer.Deserialize(handle.Value, type) is { } known && isWhole(known))
            {
                return known;
            }
        }
        catch (JsonException)
        {
            // The handle is of another protocol.
        }

        throw new ContactCenterException(ContactCenterFault.NotNow, "The chat was opened with another protocol than the one in the settings.");
    }
}
