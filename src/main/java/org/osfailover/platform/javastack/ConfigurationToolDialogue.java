package org.osfailover.platform.javastack;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.osfailover.platform.PlatformSetting;
import org.osfailover.remote.Dialogue;
import org.osfailover.remote.Dialogue.Answer;

/**
 * The dialogue with {@code configurationtool.sh}: menus with {@code Your choice []:} and prompts such as
 * {@code Host [db1]:}, whose value Enter keeps (source: the vendor's "Configuring Oracle database"). The failover
 * procedures name the option "Deployment Controller Server" and say what is asked at the end: the restart of the services
 * and the installation of Service Center. How that is worded is not documented, so it is known loosely, and whatever is
 * not known ends the dialogue.
 *
 * <p>No to Service Center and to the preparation of modules is typed in full, never left to a default (safety rule 12).
 */
final class ConfigurationToolDialogue {

    static final String CONTROLLER = "Deployment Controller Server";
    static final String SERVICE_CENTER = "Service Center installation";
    static final String RESTART = "restart of the services";
    static final String PREPARE_MODULES = "preparation of modules";
    static final String SAVE = "save";
    static final String KEEP = "keep the value";

    /** What stands before a value without brackets: {@code Host, default: db1:}. */
    private static final String BY_DEFAULT =
            "\\b(?:default|current)(?:ly)?(?:[ \\t]+value)?[ \\t]*(?:is\\b|[:=])[ \\t]*";

    /** A value that a prompt shows: {@code [db1]}, {@code (current: db1)}, {@code default: db1}. */
    private static final String VALUE =
            "(?:\\[[^\\]\\n]*\\]|\\([^)\\n]*\\)|<[^>\\n]*>|\\{[^}\\n]*\\}" + "|" + BY_DEFAULT + "[^\\s:>?=][^\\n]*?)";

    /** What follows is not a list of what can be typed: {@code (never/weekly)}. Enter might be none of them. */
    private static final String NO_CHOICE =
            "(?![\\[(<{][ \\t]*\\p{L}+(?:[ \\t]*[/|][ \\t]*\\p{L}+)+[ \\t]*[\\])>}][ \\t]*[:>?=]*[ \\t]*\\z)";

    /** A value that says what is done, or that is a yes or no behind "default:": Enter would do it. */
    private static final String DOES_SOMETHING =
            "(?:[\\[(<{][ \\t]*(?:continue|proceed|ok|accept|overwrite|delete|drop|install|now|run|start)[ \\t]*[\\])>}]"
                    + "|" + BY_DEFAULT + "(?:y|n|yes|no|true|false)\\b)";

    /** Words by which a yes/no question begins. */
    private static final String ASKS_YES_OR_NO =
            "[ \\t]*(?:is|are|do|does|did|should|shall|will|would|can|could|may|has|have)\\b";

    private static final String ACTION =
            "[ \\t]*(?:(?:please|now)[ \\t]+)?(?:re-?build|re-?generate|re-?create|create|delete|drop|reset|upgrade|install|run|execute|generate|overwrite|initiali[sz]e|format|remove|restart|prepare|publish|deploy|import|migrate|encrypt)\\b";

    /** The line is a heading: it does not say what is being done, or how that went. */
    private static final String NO_PROGRESS = "(?!\\W*(?:\\S+[ \\t]+){0,2}?[a-z]{2,}ing\\b)"
            + "(?![^\\n]*[\\[(][ \\t]*(?:ok|done|failed|passed|yes|no)[ \\t]*[\\])])"
            + "(?![^\\n]*\\b(?:started|stopped|reached|reachable|connected|contacted|found|checked|ok|done|failed)\\b)";

    private final JavaSettings settings;

    ConfigurationToolDialogue(JavaSettings settings) {
        this.settings = settings;
    }

    /** What must not be in a question that is answered like "save?". */
    private static final String MORE_THAN_SAVING =
            "\\b(?:databases?|upgrade|scripts?|sessions?|keys?|licen[cs]e|drop|reset|regenerate|rebuild|re-?create)\\b";

    /** What must not be in a question that is answered like "restart the services?". */
    private static final String MORE_THAN_SERVICES =
            "\\b(?:reboot|computer|re-?start[ \\t]+(?:the|this)[ \\t]+(?:machine|server|host)|operating[ \\t]+system|databases?)\\b";

    /** Sets the Controller's address and keeps everything else; restart yes, Service Center no. */
    Dialogue writingControllerAddress(String address) throws GivenUp {
        Questions questions = begin(false);
        questions.yesOrNo(SAVE, save(), true, Set.of(CONTROLLER), Set.of());
        questions.stopAtYesOrNo(SAVE, save(), "it wants to save before it has asked for the " + CONTROLLER);
        questions.yesOrNo(RESTART, restart(), true, Set.of(), Set.of());
        for (String prompt : controllerPrompts(VALUE)) {
            questions.prompt(CONTROLLER, prompt, new Answer.Type(address), Set.of(), Set.of(CONTROLLER));
            questions.prompt(
                    CONTROLLER,
                    prompt,
                    new Answer.Stop("it asks for the " + CONTROLLER + " a second time: it did not take " + address),
                    Set.of(),
                    Set.of());
        }
        end(questions);
        return new Dialogue(
                questions.rules(),
                settings.duration(JavaSettings.TOOL_SILENCE),
                Set.of(SAVE, RESTART, SERVICE_CENTER, PREPARE_MODULES),
                Questions.SAYS_DONE,
                CONTROLLER);
    }

    /**
     * Keeps every value and installs Service Center.
     *
     * @param address the Controller's address that the configuration has; a prompt that shows another one ends it
     */
    Dialogue installingServiceCenter(String address) throws GivenUp {
        Questions questions = begin(true);
        questions.yesOrNo(SAVE, save(), true, Set.of(), Set.of());
        boolean restart = settings.text(JavaSettings.RESTART_WHEN_INSTALLING)
                .trim()
                .toLowerCase(Locale.ROOT)
                .startsWith("y");
        questions.yesOrNo(RESTART, restart(), restart, Set.of(), Set.of());
        String shown = "(?:\\[[ \\t]*\\]|[\\[(<{][^\\n]*?(?<![\\w.-])" + Pattern.quote(address)
                + "(?![\\w.-])[^\\n]*?[\\])>}]|" + BY_DEFAULT + Pattern.quote(address) + "(?![\\w.-]))";
        for (String prompt : controllerPrompts(shown)) {
            questions.prompt(CONTROLLER, prompt, new Answer.Type(address), Set.of(), Set.of());
        }
        for (String prompt : controllerPrompts(VALUE)) {
            questions.prompt(
                    CONTROLLER,
                    prompt,
                    new Answer.Stop("it shows another " + CONTROLLER + " than " + address
                            + ", which the configuration file has"),
                    Set.of(),
                    Set.of());
        }
        end(questions);
        return new Dialogue(
                questions.rules(),
                settings.duration(JavaSettings.INSTALLATION_SILENCE),
                Set.of(SAVE, RESTART, SERVICE_CENTER, PREPARE_MODULES),
                Questions.SAYS_DONE,
                CONTROLLER);
    }

    private Questions begin(boolean installServiceCenter) throws GivenUp {
        Questions questions = new Questions();
        questions.configured(JavaSettings.TOOL_ANSWERS.key(), settings.text(JavaSettings.TOOL_ANSWERS), settings);
        String center = topic(JavaSettings.SERVICE_CENTER_QUESTION);
        String install = "\\b(?:re-?)?(?:install|run|set[ -]?up|execute|deploy|publish|upgrade|update)";
        String serviceCenter = Questions.has(center) + Questions.has(install);
        String prepare = topic(JavaSettings.PREPARE_MODULES_QUESTION);
        for (String topic :
                List.of(center, prepare, topic(JavaSettings.RESTART_QUESTION), topic(JavaSettings.SAVE_QUESTION))) {
            questions.stopAtInverted(topic);
        }
        questions.stopAtYesOrNo(
                SERVICE_CENTER,
                "[ \\t]*(?:is|are|was|were|has|have)\\b" + Questions.has(center) + Questions.has("\\binstalled\\b"),
                "it asks whether Service Center is there, not whether to install it");
        questions.stopAtYesOrNo(
                SERVICE_CENTER,
                serviceCenter + Questions.has("\\b(?:re-?(?:start|boot)|sav(?:e|ing)|apply|commit)\\w*"),
                "it asks about Service Center and something else in one");
        if (installServiceCenter) {
            questions.stopAtYesOrNo(
                    SERVICE_CENTER,
                    Questions.has(center) + Questions.has(prepare),
                    "it asks about Service Center and the preparation of modules in one");
            questions.stopAtYesOrNo(
                    SERVICE_CENTER,
                    serviceCenter + Questions.has(MORE_THAN_SAVING.replace("upgrade|", "")),
                    "it asks about Service Center and something else in one");
            questions.yesOrNo(SERVICE_CENTER, serviceCenter, true, Set.of(), Set.of(SERVICE_CENTER));
            questions.stopAtYesOrNo(
                    SERVICE_CENTER, serviceCenter, "it asks a second time whether to install Service Center");
        } else {
            questions.yesOrNo(SERVICE_CENTER, serviceCenter, false, Set.of(), Set.of());
        }
        questions.yesOrNo(PREPARE_MODULES, Questions.has(prepare), false, Set.of(), Set.of());
        questions.stopAtKeyThatStarts(center);
        questions.stopAtKeyThatStarts(prepare);
        return questions;
    }

    private String save() throws GivenUp {
        return Questions.has(topic(JavaSettings.SAVE_QUESTION)) + Questions.hasNo(MORE_THAN_SAVING);
    }

    private String restart() throws GivenUp {
        return Questions.has(topic(JavaSettings.RESTART_QUESTION)) + Questions.hasNo(MORE_THAN_SERVICES);
    }

    /** What both dialogues end with: unknown yes/no questions, menus, values to keep. */
    private void end(Questions questions) throws GivenUp {
        questions.pressEnter();
        String unknown = "what Enter would do there is not known";
        String center = topic(JavaSettings.SERVICE_CENTER_QUESTION);
        questions.stopAtAnything(
                SERVICE_CENTER,
                Questions.has(center)
                        + Questions.hasNo(
                                "\\b(?:user(?:name)?|password|name|url|host|port|log[ -]?in|e-?mail|address)\\b"),
                unknown);
        questions.stopAtAnything(PREPARE_MODULES, Questions.has(topic(JavaSettings.PREPARE_MODULES_QUESTION)), unknown);
        questions.stopAtYesOrNo(RESTART, Questions.has(topic(JavaSettings.RESTART_QUESTION)), unknown);
        questions.stopAtUnknownAnswers();
        questions.stopAtAnyYesOrNo();
        questions.prompt(
                "unknown action",
                Questions.has(DOES_SOMETHING) + "[^\\n]*[:>?=\\])}]",
                new Answer.Stop("Enter would do something that is not known"),
                Set.of(),
                Set.of());
        questions.prompt(
                "unknown action",
                ACTION + "[^\\n]*" + AnswerForm.anyDefault() + "[^\\n]*",
                new Answer.Stop("it offers to do something that is not known"),
                Set.of(),
                Set.of());
        String choice = "[^\\n]*\\b(?:choice|option|selection|select|choose)\\b";
        // a menu that offers an installation is not left to its default
        questions.ending(
                "menu",
                "(?im)^[ \\t]*[(\\[]?\\d+[)\\].:]?[ \\t]*-?[ \\t]+[^\\n]*\\b(?:service[ \\t]*cent(?:er|re)|prepare|re-?start|install|apply|save|exit|quit|rebuild|reset)\\b"
                        + "[\\s\\S]{0,1500}\\n[^\\n]*\\b(?:choice|option|selection|select|choose|value|action|number)\\b[^\\n]*[:>?\\])}][^\\S\\n]*\\z",
                new Answer.Stop("it offers a choice of actions that is not known"),
                Set.of());
        questions.prompt(
                KEEP,
                choice + "[^\\n]*[\\[(<{][ \\t]*[^\\[(<{\\])>}\\s][^\\n]*[\\])>}][ \\t]*[:>?=]*",
                new Answer.Type(""),
                Set.of(),
                Set.of());
        questions.prompt(
                "menu",
                choice + "[^\\n]*[:>?\\])}][ \\t]*",
                new Answer.Stop("it offers a choice, shows no current one, and which to take is not known"),
                Set.of(),
                Set.of());
        questions.prompt(
                KEEP,
                "(?![^\\n]*%)(?![^\\n]*[\\[(](?:ok|done|failed|error|info|warn(?:ing)?|debug)[\\])][ \\t]*\\z)"
                        + "(?=[^\\n]*[:?>=])[^\\n]*[a-z][^\\n]*" + NO_CHOICE + VALUE + "[ \\t]*[:>?=]*",
                new Answer.Type(""),
                Set.of(),
                Set.of());
    }

    /** The ways in which the Controller's address may be asked for; {@code value} is what may be shown as current. */
    private List<String> controllerPrompts(String value) throws GivenUp {
        String label = settings.pattern(JavaSettings.CONTROLLER_LABEL).pattern();
        String notAnother =
                "(?![^\\n]*\\b(?:ports?|timeout|password|user(?:name)?|log|memory)\\b)(?![^\\n]*[\\[(<{][ \\t]*\\d+[ \\t]*[\\])>}])"
                        + "(?![^\\n]*" + AnswerForm.anyOffered() + ")(?!" + ASKS_YES_OR_NO + ")";
        String rest = "[ \\t,;-]*(?:\\((?:ip|host|name|address|dns|fqdn)[^)\\n]*\\)[ \\t]*)?(?:" + value
                + "[ \\t]*[:>?=]*|[:>?=]+[ \\t]*(?:" + value + ")?)[ \\t]*[:>?=]*";
        return List.of(
                notAnother + "[^\\n]*?(?m:" + label + ")" + rest,
                NO_PROGRESS + "[^\\n]*(?m:" + label + ")[^\\n]*\\n(?:[^\\n]*\\b(?:current|present|value)\\b[^\\n]*\\n)?"
                        + notAnother
                        + "[ \\t]*(?:enter[ \\t]+)?(?:the[ \\t]+)?(?:new[ \\t]+)?(?:value|address|server|host)\\b"
                        + rest);
    }

    private String topic(PlatformSetting setting) throws GivenUp {
        return settings.pattern(setting).pattern();
    }
}
