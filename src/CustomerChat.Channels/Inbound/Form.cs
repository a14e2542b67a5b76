using System.Text;
using CustomerChat.Channels.Http;

namespace CustomerChat.Channels.Inbound;

/// <summary>What a customer filled into a form. Providers send it as JSON in a text.</summary>
internal static class Form
{
    /// <param name="answers">JSON, or a text that holds JSON. Any other text is shown as it is.</param>
    public static InboundContent.FormAnswer Read(string? name, LenientJson answers)
    {
        if (answers.Element.ValueKind is System.Text.Json.JsonValueKind.Object or System.Text.Json.JsonValueKind.Array)
        {
            return new(name, Leaves.Of(answers, Tokens));
        }

        return Read(name, answers.Text);
    }

    /// <inheritdoc cref="Read(string?, LenientJson)"/>
    public static InboundContent.FormAnswer Read(string? name, string? answers)
    {
        using var document = answers is null ? null : LenientJson.Parse(Encoding.UTF8.GetBytes(answers));
        return new(name, document is null ? Leaves.Of([new Leaf("", answers ?? "")]) : Leaves.Of(new LenientJson(document.RootElement), Tokens));
    }

    /// <summary>Fields of the form itself. The customer did not fill them in.</summary>
    private static ReadOnlySpan<string> Tokens => new[] { "flow_token", "flowToken" };
}
