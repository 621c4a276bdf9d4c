package org.osfailover.contract;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Models and forms agree: every form is used, every used form is there, and it sets only what its element may set. */
class FormsContractTest {

    private static final Path PROCESSES = Path.of("processes");
    private static final Path FORMS = Path.of("forms");
    private static final String EMBEDDED = "embedded:deployment:";
    private static final String CAMUNDA = "http://camunda.org/schema/1.0/bpmn";

    private static final Pattern VARIABLE_NAME = Pattern.compile("cam-variable-name=\"([^\"]*)\"");
    private static final Pattern CONTROL =
            Pattern.compile("<(?:input|select|textarea)\\b[^>]*\\bcam-variable-name=[^>]*>", Pattern.DOTALL);
    private static final Pattern EXTERNAL =
            Pattern.compile("(?:src|href)=\"(?:https?:)?//|@import|url\\(|\\bon[a-z]+=\"", Pattern.CASE_INSENSITIVE);

    /** An element of a model that shows a form, and the variables that it may set. */
    private record Use(String model, String element, String form, Set<String> allowed) {}

    @TestFactory
    Stream<DynamicTest> formOfElement_setsOnlyWhatTheElementMaySet() throws Exception {
        return uses().stream()
                .map(use -> DynamicTest.dynamicTest(use.model() + " " + use.element(), () -> {
                    Path form = Path.of(use.form());
                    assertThat(form)
                            .as("%s: the form of %s", use.model(), use.element())
                            .isRegularFile();
                    assertThat(use.allowed())
                            .as(
                                    "%s: %s has a form; its property 'startVariables' (start event) or 'completion' (task) names"
                                            + " what it may set",
                                    use.model(), use.element())
                            .isNotEmpty();
                    assertThat(variablesSetBy(Files.readString(form)))
                            .as("%s sets only what %s of %s may set", form, use.element(), use.model())
                            .isSubsetOf(use.allowed());
                }));
    }

    @Test
    void everyForm_isShownBySomeModel() throws Exception {
        List<Use> uses = uses();
        if (uses.isEmpty()) {
            assertThat(models()).as("models without a single form").isEmpty();
            return;
        }
        Set<Path> shown = new TreeSet<>();
        uses.forEach(use -> shown.add(Path.of(use.form())));
        assertThat(shown).isEqualTo(new TreeSet<>(forms()));
    }

    @TestFactory
    Stream<DynamicTest> form_isWhatTasklistTakes() throws IOException {
        return forms().stream()
                .map(form -> DynamicTest.dynamicTest(form.toString(), () -> {
                    String html = Files.readString(form);
                    assertThat(html)
                            .as("one form element, else Tasklist shows nothing")
                            .containsOnlyOnce("<form ");
                    assertThat(html)
                            .as("no external asset, no inline handler: the page's policy refuses them")
                            .doesNotContainPattern(EXTERNAL);
                    assertThat(unbalancedElements(html))
                            .as("elements that are opened and not closed")
                            .isEmpty();
                    List<String> names = VARIABLE_NAME
                            .matcher(html)
                            .results()
                            .map(m -> m.group(1))
                            .toList();
                    assertThat(names)
                            .as("each variable has one control: the SDK fails on a second one")
                            .doesNotHaveDuplicates();
                    for (Matcher control = CONTROL.matcher(html); control.find(); ) {
                        assertThat(control.group())
                                .as("every control says its type")
                                .contains("cam-variable-type=\"");
                        if (control.group().contains("type=\"file\"")) {
                            assertThat(control.group())
                                    .as("'required' on a file keeps Complete disabled for ever")
                                    .doesNotContain("required")
                                    .contains("cam-max-filesize=\"1048576\"");
                        }
                    }
                }));
    }

    /** What the listeners take: a person must not lose a long text to a refusal. */
    @Test
    void everyText_endsWhereTheProgramRefusesIt() throws IOException {
        for (Path form : forms()) {
            assertThat(Files.readAllLines(form))
                    .as(form.toString())
                    .filteredOn(line -> line.contains("<textarea"))
                    .allSatisfy(line -> assertThat(line).contains("maxlength=\"2000\""));
        }
    }

    @Test
    void everyLabel_belongsToAControl() throws IOException {
        Map<String, Set<String>> dangling = new TreeMap<>();
        for (Path form : forms()) {
            String html = Files.readString(form);
            Set<String> targets = all(Pattern.compile("<label for=\"([^\"]*)\""), html);
            targets.removeAll(all(Pattern.compile("\\bid=\"([^\"]*)\""), html));
            if (!targets.isEmpty()) {
                dangling.put(form.toString(), targets);
            }
        }
        assertThat(dangling)
                .as("labels without their control: not usable by keyboard or screen reader")
                .isEmpty();
    }

    private static List<Use> uses() throws Exception {
        List<Use> uses = new ArrayList<>();
        for (Path model : models()) {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            Document document = factory.newDocumentBuilder().parse(model.toFile());
            NodeList elements = document.getElementsByTagNameNS("*", "*");
            for (int i = 0; i < elements.getLength(); i++) {
                Element element = (Element) elements.item(i);
                String formKey = element.getAttributeNS(CAMUNDA, "formKey");
                if (!formKey.isEmpty()) {
                    assertThat(formKey)
                            .as("%s: form key of %s", model, element.getAttribute("id"))
                            .startsWith(EMBEDDED);
                    uses.add(new Use(
                            model.toString(),
                            element.getAttribute("id"),
                            formKey.substring(EMBEDDED.length()),
                            allowed(element)));
                }
            }
        }
        return uses;
    }

    private static Set<String> allowed(Element element) {
        Set<String> names = new LinkedHashSet<>();
        NodeList properties = element.getElementsByTagNameNS(CAMUNDA, "property");
        for (int i = 0; i < properties.getLength(); i++) {
            Element property = (Element) properties.item(i);
            if (Set.of("startVariables", "completion").contains(property.getAttribute("name"))) {
                Stream.of(property.getAttribute("value").split(",", -1))
                        .map(String::strip)
                        .forEach(names::add);
            }
        }
        return names;
    }

    private static Set<String> variablesSetBy(String html) {
        return all(VARIABLE_NAME, html);
    }

    private static Set<String> all(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(m -> m.group(1)).collect(toCollection(TreeSet::new));
    }

    private static Set<String> unbalancedElements(String html) {
        String markup = html.replaceAll("(?s)<script[^>]*>.*?</script>", "").replaceAll("(?s)<!--.*?-->", "");
        Set<String> unbalanced = new TreeSet<>();
        for (String name : all(Pattern.compile("<([a-z][a-z0-9]*)[\\s>]"), markup)) {
            if (!Set.of("input", "br", "hr", "img").contains(name)) {
                long opened = Pattern.compile("<" + name + "[\\s>]")
                        .matcher(markup)
                        .results()
                        .count();
                long closed = Pattern.compile("</" + name + ">")
                        .matcher(markup)
                        .results()
                        .count();
                if (opened != closed) {
                    unbalanced.add(name);
                }
            }
        }
        return unbalanced;
    }

    private static List<Path> models() throws IOException {
        return files(PROCESSES, ".bpmn");
    }

    private static List<Path> forms() throws IOException {
        return files(FORMS, ".html");
    }

    private static List<Path> files(Path folder, String suffix) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(f -> f.toString().endsWith(suffix)).sorted().toList();
        }
    }
}
