package org.osfailover.lab.servicecenter;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The frame of the demo's pages: plain HTML, one style sheet inside, and a banner that says what this is. */
final class DemoPage {

    static final String PORTAL = "Licensing Portal";
    static final String FARM = "Simulated farm";
    private static final String STYLE = resource("/lab/demo.css");

    private final StringBuilder body = new StringBuilder();
    private final String title;
    private final String product;
    private boolean wide;

    DemoPage(String product, String title) {
        this.product = product;
        this.title = title;
    }

    /** For a page with a wide table. */
    DemoPage wide() {
        wide = true;
        return this;
    }

    /** What became of the request just made. */
    DemoPage result(boolean done, String sentence) {
        body.append("<p class=\"result ")
                .append(done ? "done" : "refused")
                .append("\" role=\"")
                .append(done ? "status" : "alert")
                .append("\">")
                .append(done ? "Done. " : "Not done. ")
                .append(XmlText.escaped(sentence))
                .append("</p>");
        return this;
    }

    /** HTML whose parts were escaped by {@link XmlText#escaped}. */
    DemoPage html(String html) {
        body.append(html);
        return this;
    }

    String render() {
        return "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>"
                + XmlText.escaped(title + " - " + product) + " (simulation)</title><style>" + STYLE
                + "</style></head><body><div class=\"banner\"><strong>Simulation.</strong> " + banner()
                + " Nothing you do here leaves this machine.</div>"
                + "<header><span class=\"product\">" + XmlText.escaped(product)
                + "</span><nav>" + links() + "</nav></header><main" + (wide ? " class=\"wide\"" : "") + "><h1>"
                + XmlText.escaped(title) + "</h1>" + body + "</main></body></html>\n";
    }

    private String banner() {
        return product.equals(FARM)
                ? "These servers are played by the demo."
                : "This is the demo's " + XmlText.escaped(product) + ". It is not OutSystems'.";
    }

    private String links() {
        return (product.equals(FARM) ? "" : "<a href=\"/demo/farm\">The farm</a>")
                + (product.equals(PORTAL) ? "" : "<a href=\"/demo/licensing\">" + PORTAL + "</a>")
                + "<a href=\"/camunda/app/tasklist/\">Tasklist</a>";
    }

    private static String resource(String path) {
        try (InputStream in = DemoPage.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException("The program lacks its resource " + path);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
