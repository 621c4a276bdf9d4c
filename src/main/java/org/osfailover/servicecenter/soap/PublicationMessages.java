package org.osfailover.servicecenter.soap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/**
 * What {@code GetMessages} answers. The encoding inside its string is not documented, so it is tried as XML
 * ({@code HEMessage} elements), as JSON, as a web page's text, and as lines of text.
 *
 * @param lastId the id for the next call; empty where the messages carry no numbers
 * @param finished whether the answer itself says that there will be no more
 */
record PublicationMessages(List<PublicationMessage> messages, OptionalInt lastId, boolean finished) {

    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final Pattern XML_DECLARATION = Pattern.compile("^\\s*<\\?xml[^>]*\\?>");
    private static final Pattern LINE = Pattern.compile(
            "^[\\s\\[(]*(?<id>\\d{1,9})?[\\s\\])|;:,.\\t-]*(?:\\d{2,4}[-/.]\\d{1,2}[-/.]\\d{1,4}[T ]?)?(?:\\d{1,2}:\\d{2}(?::\\d{2})?(?:[.,]\\d+)?Z?)?"
                    + "[\\s\\[(|;:,-]*(?<type>error|fatal|warning|warn|info|information)?(?![\\w])[\\s\\])|;:,-]*(?<text>.*)$",
            Pattern.CASE_INSENSITIVE);

    PublicationMessages {
        messages = List.copyOf(messages);
    }

    /** @param response the {@code Messages} element, or the response that holds it */
    static PublicationMessages of(Element response) {
        Element holder = SecureXml.find(response, "Messages").orElse(response);
        if (!SecureXml.children(holder).isEmpty()) {
            return fromXml(response);
        }
        return of(holder.getTextContent());
    }

    static PublicationMessages of(String encoded) {
        String text = encoded.strip();
        if (text.isEmpty()) {
            return new PublicationMessages(List.of(), OptionalInt.empty(), false);
        }
        if (text.startsWith("&lt;")) {
            return of(HtmlText.unescaped(text));
        }
        return json(text)
                .or(() -> xml(text))
                .orElseGet(() -> lines(HtmlText.isMarkup(text) ? HtmlText.lines(text) : HtmlText.unescaped(text)));
    }

    private static Optional<PublicationMessages> xml(String text) {
        if (!text.startsWith("<")) {
            return Optional.empty();
        }
        try {
            Document document =
                    SecureXml.parse("<messages>" + XML_DECLARATION.matcher(text).replaceFirst("") + "</messages>");
            List<PublicationMessage> structured = new ArrayList<>();
            collect(document.getDocumentElement(), structured);
            return structured.isEmpty() && HtmlText.isMarkup(text)
                    ? Optional.empty()
                    : Optional.of(fromXml(document.getDocumentElement()));
        } catch (SAXException e) {
            return Optional.empty();
        }
    }

    private static PublicationMessages fromXml(Element root) {
        List<PublicationMessage> messages = new ArrayList<>();
        collect(root, messages);
        if (messages.isEmpty()) {
            collectLeaves(root, messages);
        }
        return of(
                messages,
                SecureXml.text(root, "LastMessageId")
                        .or(() -> SecureXml.text(root, "LastSeenId"))
                        .orElse(""),
                SecureXml.text(root, "Finished").orElse(""));
    }

    private static void collect(Node parent, List<PublicationMessage> messages) {
        for (Element element : SecureXml.children(parent)) {
            Optional<PublicationMessage> message = message(element);
            if (message.isPresent()) {
                messages.add(message.get());
            } else {
                collect(element, messages);
            }
        }
    }

    /** XML of a shape that is not known: every text in it is a message. */
    private static void collectLeaves(Node parent, List<PublicationMessage> messages) {
        for (Element element : SecureXml.children(parent)) {
            String text = element.getTextContent().strip();
            if (!SecureXml.children(element).isEmpty()) {
                collectLeaves(element, messages);
            } else if (!text.isEmpty() && !SecureXml.name(element).matches("(?i)LastMessageId|LastSeenId|Finished")) {
                messages.add(new PublicationMessage(attribute(element, "id"), text, "", attribute(element, "type")));
            }
        }
    }

    private static Optional<PublicationMessage> message(Element element) {
        boolean hasText = SecureXml.children(element).stream()
                .anyMatch(child -> SecureXml.children(child).isEmpty()
                        && (SecureXml.name(child).equalsIgnoreCase("Message")
                                || SecureXml.name(child).equalsIgnoreCase("Detail")));
        if (hasText) {
            return Optional.of(new PublicationMessage(
                    field(element, "Id"), field(element, "Message"), field(element, "Detail"), field(element, "Type")));
        }
        boolean isLeaf = SecureXml.children(element).isEmpty();
        String text = element.getTextContent().strip();
        return isLeaf
                        && !text.isEmpty()
                        && SecureXml.name(element).toLowerCase(Locale.ROOT).endsWith("message")
                ? Optional.of(new PublicationMessage(
                        attribute(element, "id"), text, attribute(element, "detail"), attribute(element, "type")))
                : Optional.empty();
    }

    private static String field(Element element, String name) {
        return SecureXml.text(element, name).orElseGet(() -> attribute(element, name));
    }

    private static String attribute(Element element, String name) {
        for (int i = 0; i < element.getAttributes().getLength(); i++) {
            Node attribute = element.getAttributes().item(i);
            if (attribute.getNodeName().equalsIgnoreCase(name)) {
                return attribute.getNodeValue().strip();
            }
        }
        return "";
    }

    private static Optional<PublicationMessages> json(String text) {
        if (!text.startsWith("[") && !text.startsWith("{")) {
            return Optional.empty();
        }
        try {
            JsonNode root = JSON.readTree(text);
            List<PublicationMessage> messages = new ArrayList<>();
            collect(root, messages);
            return Optional.of(of(messages, member(root, "LastMessageId"), member(root, "Finished")));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static void collect(JsonNode node, List<PublicationMessage> messages) {
        if (node.isObject() && !(member(node, "Message") + member(node, "Detail")).isEmpty()) {
            messages.add(new PublicationMessage(
                    member(node, "Id"), member(node, "Message"), member(node, "Detail"), member(node, "Type")));
        } else if (node.isTextual() && !node.asText().isBlank()) {
            messages.addAll(lines(node.asText()).messages());
        } else {
            for (JsonNode child : node) {
                if (child.isContainerNode() || node.isArray()) {
                    collect(child, messages);
                }
            }
        }
    }

    private static String member(JsonNode node, String name) {
        if (node.isObject()) {
            for (Map.Entry<String, JsonNode> member : node.properties()) {
                if (member.getKey().equalsIgnoreCase(name) && member.getValue().isValueNode()) {
                    return member.getValue().isNull()
                            ? ""
                            : member.getValue().asText().strip();
                }
            }
        }
        return "";
    }

    private static PublicationMessages lines(String text) {
        List<PublicationMessage> messages = text.lines()
                .filter(line -> !line.isBlank())
                .map(PublicationMessages::line)
                .toList();
        return of(messages, "", "");
    }

    private static PublicationMessage line(String line) {
        Matcher matcher = LINE.matcher(line.strip());
        if (!matcher.matches()) {
            return new PublicationMessage("", line.strip(), "", "");
        }
        String id = matcher.group("id");
        String type = matcher.group("type");
        String text = matcher.group("text").strip();
        return new PublicationMessage(
                id == null ? "" : id, text.isEmpty() ? line.strip() : text, "", type == null ? "" : type);
    }

    private static PublicationMessages of(List<PublicationMessage> messages, String lastId, String finished) {
        int last = messages.stream().mapToInt(message -> number(message.id())).reduce(number(lastId), Math::max);
        return new PublicationMessages(
                messages.stream().map(PublicationMessage::plain).toList(),
                last < 0 ? OptionalInt.empty() : OptionalInt.of(last),
                finished.equalsIgnoreCase("true"));
    }

    private static int number(String text) {
        return text.matches("\\d{1,9}") ? Integer.parseInt(text) : -1;
    }

    /**
     * Without what was said up to that id: some answer with everything each time. A message's number decides; where the
     * messages have none, only as many as the ids say are new count, the newest.
     */
    PublicationMessages after(int lastSeenId) {
        if (lastSeenId <= 0) {
            return this;
        }
        boolean numbered = messages.stream().anyMatch(message -> number(message.id()) >= 0);
        if (numbered) {
            return new PublicationMessages(
                    messages.stream()
                            .filter(message -> number(message.id()) < 0 || number(message.id()) > lastSeenId)
                            .toList(),
                    lastId,
                    finished);
        }
        int news = Math.max(0, lastId.orElse(lastSeenId + messages.size()) - lastSeenId);
        return new PublicationMessages(
                messages.subList(Math.max(0, messages.size() - news), messages.size()), lastId, finished);
    }
}
