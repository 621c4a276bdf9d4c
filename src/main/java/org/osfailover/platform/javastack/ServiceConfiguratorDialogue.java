package org.osfailover.platform.javastack;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.ServiceReading;
import org.osfailover.farm.StartType;
import org.osfailover.remote.Dialogue;
import org.osfailover.remote.Dialogue.Answer;

/**
 * The dialogue with {@code serviceconfigurator.sh -interactive}. It asks about every service: Y for each that must be
 * enabled, N for each that must be disabled (source: the vendor's "balanced application deployment"; number, order and
 * wording of the questions are not documented). Every service but ours is answered with the state read before; one whose
 * state is not known ends the dialogue before it saves.
 */
final class ServiceConfiguratorDialogue {

    private static final String SAVE =
            "\\b(?:save|apply|commit|write|store|confirm|accept|correct|proceed|continue|sure|update)\\b";
    private static final List<PlatformService> CORE =
            List.of(PlatformService.CONTROLLER, PlatformService.DEPLOYER, PlatformService.SCHEDULER);

    private final JavaSettings settings;

    ServiceConfiguratorDialogue(JavaSettings settings) {
        this.settings = settings;
    }

    /**
     * @param service the one to change
     * @param enable what it shall be
     * @param readings what all are now
     */
    Dialogue with(PlatformService service, boolean enable, Map<PlatformService, ServiceReading> readings)
            throws GivenUp {
        Questions questions = new Questions();
        questions.configured(
                JavaSettings.CONFIGURATOR_ANSWERS.key(), settings.text(JavaSettings.CONFIGURATOR_ANSWERS), settings);
        List<PlatformService> all = PlatformService.inStartOrder();
        for (int i = 0; i < all.size(); i++) {
            for (PlatformService other : all.subList(i + 1, all.size())) {
                stopAtTwo(questions, all.get(i), other);
            }
        }
        questions.stopAtInverted(anyName());
        questions.stopAtYesOrNo(
                "inverted question",
                Questions.has(
                                "\\b(?:disable|deactivate|stop|turn[ \\t]+off|remove)\\b"
                                        + "|\\bbe[ \\t]+(?:disabled|deactivated|stopped)\\b|\\b(?:disabled|deactivated|stopped)[ \\t]*\\?")
                        + Questions.hasNo("\\b(?:enabled?|activate)\\b")
                        + Questions.has(anyName()),
                "it asks the other way round, and what Y means is not known");
        questions.stopAtYesOrNo(
                "unknown answers",
                Questions.has("\\bdis\\]?ables?\\b|\\[d\\]isable")
                        + Questions.has("\\ben\\]?ables?\\b|\\[e\\]nable")
                        + Questions.hasNo(AnswerForm.anyOffered()),
                "it offers answers that are not known");
        questions.stopAtUnknownAnswers();
        for (PlatformService each : PlatformService.inStartOrder()) {
            about(questions, each, each == service ? startType(enable) : known(readings, each));
        }
        confirm(questions, expected(service, readings));
        for (PlatformService each : PlatformService.inStartOrder()) {
            aboutOnLinesBefore(questions, each, each == service ? startType(enable) : known(readings, each));
        }
        questions.pressEnter();
        questions.stopAtAnyYesOrNo();
        return new Dialogue(
                questions.rules(),
                settings.duration(JavaSettings.CONFIGURATOR_SILENCE),
                Set.of("save"),
                Questions.SAYS_CONFIGURED,
                service.shortName());
    }

    /** The services that have to be asked about before anything is saved. */
    private static Set<String> expected(PlatformService service, Map<PlatformService, ServiceReading> readings) {
        Set<String> names = CORE.stream()
                .filter(each -> {
                    ServiceReading reading = readings.get(each);
                    return reading != null && reading.startType() != StartType.ABSENT;
                })
                .map(PlatformService::shortName)
                .collect(Collectors.toSet());
        names.add(service.shortName());
        return names;
    }

    private static StartType known(Map<PlatformService, ServiceReading> readings, PlatformService service) {
        ServiceReading reading = readings.get(service);
        return reading == null ? StartType.UNKNOWN : reading.startType();
    }

    private static StartType startType(boolean enable) {
        return enable ? StartType.AUTOMATIC : StartType.DISABLED;
    }

    private void stopAtTwo(Questions questions, PlatformService one, PlatformService other) throws GivenUp {
        questions.stopAtYesOrNo(
                "ambiguous question",
                Questions.has(name(one)) + Questions.has(name(other)),
                "it names both " + one.shortName() + " and " + other.shortName());
    }

    private void about(Questions questions, PlatformService service, StartType wanted) throws GivenUp {
        String name = service.shortName();
        String topic = name(service);
        if (wanted == StartType.AUTOMATIC || wanted == StartType.DISABLED) {
            boolean enable = wanted == StartType.AUTOMATIC;
            questions.yesOrNo(name, Questions.has(topic), enable, Set.of(), Set.of(name));
            questions.prompt(
                    name,
                    "(?=[^\\n]*(?:" + topic + "))[^\\n]*[:>\\])]",
                    new Answer.Type(AnswerForm.DOCUMENTED.answer(enable)),
                    Set.of(),
                    Set.of(name));
        }
        String reason = wanted == StartType.AUTOMATIC || wanted == StartType.DISABLED
                ? "it asks about " + name + " a second time"
                : "it asks about " + name + ", of which is not known whether it is enabled";
        questions.stopAtYesOrNo(name, Questions.has(topic), reason);
        questions.prompt(
                name, "(?=[^\\n]*(?:" + topic + "))[^\\n]*[:>\\])]", new Answer.Stop(reason), Set.of(), Set.of());
    }

    /** The name stands on a line of its own, and the question ("Enable? [Y/n]") on the next. */
    private void aboutOnLinesBefore(Questions questions, PlatformService service, StartType wanted) throws GivenUp {
        String name = service.shortName();
        String others = PlatformService.inStartOrder().stream()
                .filter(each -> each != service)
                .map(this::nameOrNothing)
                .collect(Collectors.joining("|"));
        String before = "(?i:" + name(service) + ")(?:(?!(?i:" + others + "))[\\s\\S]){0,400}\\n"
                + "[ \\t]*(?i:(?:do[ \\t]+you[ \\t]+want[ \\t]+to[ \\t]+)?(?:(?:enabled?|activated?|active|run)\\b)?(?:[ \\t]+(?:it|this|the|service|on|server))*|(?:your[ \\t]+)?(?:choice|answer|reply))[ \\t]*";
        if (wanted != StartType.AUTOMATIC && wanted != StartType.DISABLED) {
            questions.ending(
                    name,
                    before + "(?:" + AnswerForm.any() + "[^\\n]*|\\?)\\s*\\z",
                    new Answer.Stop("it asks about " + name + ", of which is not known whether it is enabled"),
                    Set.of());
            return;
        }
        boolean enable = wanted == StartType.AUTOMATIC;
        for (AnswerForm form : AnswerForm.ALL) {
            questions.ending(
                    name,
                    before + "(?=[^\\n]*" + form.shown() + ")[\\[(<{?: \\t][^\\n]*\\s*\\z",
                    new Answer.Type(form.answer(enable)),
                    Set.of(name));
        }
        questions.ending(
                name,
                before + "\\?[ \\t:>]*\\s*\\z",
                new Answer.Type(AnswerForm.DOCUMENTED.answer(enable)),
                Set.of(name));
    }

    private void confirm(Questions questions, Set<String> expected) {
        questions.stopAtInverted(SAVE);
        questions.yesOrNo("save", Questions.has(SAVE), true, expected, Set.of("save"));
        questions.stopAtYesOrNo(
                "save",
                Questions.has(SAVE),
                "it wants to go on or to save before it has asked about "
                        + String.join(", ", expected.stream().sorted().toList()) + ", or it asks that twice");
    }

    private String name(PlatformService service) throws GivenUp {
        return settings.name(service).pattern();
    }

    private String nameOrNothing(PlatformService service) {
        try {
            return name(service);
        } catch (GivenUp e) {
            return "(?!)";
        }
    }

    private String anyName() {
        return PlatformService.inStartOrder().stream().map(this::nameOrNothing).collect(Collectors.joining("|"));
    }
}
