package org.osfailover.servicecenter.soap;

import java.util.Optional;
import java.util.regex.Pattern;
import org.osfailover.servicecenter.soap.HttpResult.Response;

/** A web server's answer by which it says that it passed the request on to nobody. */
final class HttpRefusal {

    private static final Pattern LOGIN = Pattern.compile(
            "log[-_ ]?[io]n|sign[-_ ]?in|logon|/adfs/|oauth|saml|openid|returnurl=", Pattern.CASE_INSENSITIVE);

    /** A web server that restarts: the request was passed on to nobody. */
    static final int NOT_AVAILABLE = 503;

    private HttpRefusal() {}

    static String answers(Response response) {
        return response.uri() + " answers HTTP " + response.status();
    }

    /** Why; empty where the request may have been passed on. */
    static Optional<String> of(Response response) {
        int status = response.status();
        if (status >= 300 && status < 400) {
            return Optional.of(answers(response) + redirect(response));
        }
        return switch (status) {
            case 401, 403 -> because(response, ": access is refused by the web server, not by Service Center");
            case 404 ->
                because(
                        response,
                        ": there is no such service. Check serviceCenter.url and that Service Center is installed there");
            case 405 -> because(response, ": this address takes no SOAP calls. Check serviceCenter.url");
            case 407 -> because(response, ": the proxy wants a login. Service Center must be reached without one");
            case NOT_AVAILABLE -> because(response, ": Service Center is not available at the moment");
            default -> Optional.empty();
        };
    }

    private static Optional<String> because(Response response, String meaning) {
        return Optional.of(answers(response) + meaning + WebPage.of(response).named());
    }

    private static String redirect(Response response) {
        String location = response.headers().firstValue("Location").orElse("nowhere");
        return LOGIN.matcher(location).find()
                ? ", a redirect to a login page (" + location + "). Something in front of Service Center wants a login:"
                        + " write an address into serviceCenter.url that leads past it"
                : ", a redirect to " + location
                        + ". Redirects are not followed: write the final address into serviceCenter.url";
    }
}
