using CustomerChat.App.Http;
using CustomerChat.App.Pages;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CustomerChat.Functions.Pages;

/// <summary>The widget's script, and the page in its frame.</summary>
public sealed class Widget(PageApi pages)
{
    [Function("WidgetScript")]
    public static IResult Script([HttpTrigger(AuthorizationLevel.Anonymous, Verbs.Get, Route = Routes.WidgetScript)] HttpRequest request) =>
        PageApi.WidgetScript(request);

    [Function("WidgetFiles")]
    public IResult Files([HttpTrigger(AuthorizationLevel.Anonymous, Verbs.Get, Route = Routes.WidgetFiles)] HttpRequest request, string? path) =>
        pages.Widget(request, path);
}
