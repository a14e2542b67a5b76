using Microsoft.Playwright;

namespace CustomerChat.EndToEnd.Support;

/// <summary>Files that a person drags or copies from another program into a page.</summary>
internal static class GivenFiles
{
    private const string Script = """
        (element, given) => {
          const data = new DataTransfer();
          const bytes = Uint8Array.from(atob(given.content), c => c.charCodeAt(0));
          data.items.add(new File([bytes], given.name, { type: given.type }));
          if (given.text) data.setData('text/plain', given.text);
          const options = { bubbles: true, cancelable: true };
          const events = given.how === 'paste'
            ? [new ClipboardEvent('paste', { ...options, clipboardData: data })]
            : ['dragover', 'drop'].map(type => new DragEvent(type, { ...options, dataTransfer: data }));
          // A page that does not take a drop leaves it to the browser, which goes to the file.
          return events.map(event => element.dispatchEvent(event)).every(left => !left);
        }
        """;

    /// <returns>Whether the page has taken it.</returns>
    public static Task<bool> GiveAsync(ILocator where, string how, string name, string type, byte[] content, string? text = null) =>
        where.EvaluateAsync<bool>(Script, new { how, name, type, content = Convert.ToBase64String(content), text });
}
