package org.osfailover.farm.inventory;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks what stands below {@code overrides:} against everybody who understands such keys. */
final class OverrideRules {

    private final JsonNode root;
    private final Positions positions;
    private final List<OverrideKeys> known;
    private final List<InventoryProblem> problems = new ArrayList<>();

    OverrideRules(JsonNode root, Positions positions, List<OverrideKeys> known) {
        this.root = root;
        this.positions = positions;
        this.known = known;
    }

    /** Nothing where nobody understands such keys. */
    List<InventoryProblem> problems() {
        JsonNode environments = root.path("environments");
        for (int i = 0; !known.isEmpty() && environments.isArray() && i < environments.size(); i++) {
            String pointer = "/environments/" + i + "/overrides";
            for (Map.Entry<String, JsonNode> override :
                    environments.get(i).path("overrides").properties()) {
                check(Positions.child(pointer, override.getKey()), override.getKey(), override.getValue());
            }
        }
        return problems;
    }

    private void check(String pointer, String key, JsonNode value) {
        OverrideKeys owner = owner(key);
        if (owner == null) {
            List<String> all = known.stream()
                    .flatMap(keys -> keys.keys().stream())
                    .sorted()
                    .toList();
            String meant = InventorySchema.closest(key, all);
            add(
                    pointer,
                    positions.key(pointer),
                    "'" + key + "' is not known here",
                    (meant == null ? "" : "Did you mean '" + meant + "'? ")
                            + "docs/fidelity.md lists the keys that can be overridden");
        } else if (value.isValueNode()) {
            owner.problem(key, value.asText())
                    .ifPresent(problem -> add(
                            pointer,
                            positions.value(pointer),
                            "'" + value.asText().strip() + "' can't be used: " + problem,
                            "docs/fidelity.md says what the key is for, and its default"));
        }
    }

    private @Nullable OverrideKeys owner(String key) {
        return known.stream()
                .filter(keys -> keys.keys().contains(key))
                .findFirst()
                .orElse(null);
    }

    private void add(String pointer, Positions.Place place, String problem, String remedy) {
        problems.add(new InventoryProblem(Positions.path(pointer), place.line(), place.column(), problem, remedy));
    }
}
