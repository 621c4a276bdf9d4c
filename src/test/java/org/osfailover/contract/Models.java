package org.osfailover.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.camunda.bpm.model.bpmn.instance.BaseElement;

/** The models as they lie in {@code processes/}. */
final class Models {

    static final Path FOLDER = Path.of("processes");

    private static final List<Model> ALL = read();

    private Models() {}

    static List<Model> all() {
        return ALL;
    }

    static Model named(String key) {
        return ALL.stream()
                .filter(model -> model.key().equals(key))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no model processes/" + key + ".bpmn"));
    }

    /** The id without its type: {@code stopService} of {@code serviceTask_stopService}. */
    static String bareName(BaseElement element) {
        return element.getId().substring(element.getId().indexOf('_') + 1);
    }

    private static List<Model> read() {
        try (var files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".bpmn"))
                    .sorted(Comparator.comparing(Path::toString))
                    .map(Model::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
