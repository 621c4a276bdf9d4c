package org.osfailover.servicecenter.soap;

import java.util.List;
import java.util.regex.Pattern;
import org.osfailover.servicecenter.ServiceCenter.PublicationState;

/**
 * What the messages of a publication mean as a whole. Their wording is assumed ({@link ServiceCenterSettings}); a message
 * about one module, server or phase, and a warning, is never taken for the end of the whole.
 */
final class PublicationJudge {

    /** "0 errors", "without warnings", "failed: 0": they say the opposite of what they name. */
    private static final Pattern NONE_OF = Pattern.compile(
            "\\b(?:0|no|zero|without(?: any)?)\\s+(?:errors?|warnings?|fail\\w*|abort\\w*)(?:\\s+(?:and|or|nor)\\s+(?:no\\s+|0\\s+)?(?:errors?|warnings?))?"
                    + "|\\b(?:errors?|warnings?|fail\\w*|abort\\w*)\\s*[:=]\\s*0\\b"
                    + "|\\b0\\s+(?:\\w+\\s+)?fail\\w*",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern WHOLE_IN_WORDS =
            Pattern.compile("\\b(solution|publication|all|everything)\\b", Pattern.CASE_INSENSITIVE);

    private static final Pattern WITH_WARNINGS =
            Pattern.compile("\\bwith\\s+(?:[1-9]\\d*\\s+)?warnings?\\b", Pattern.CASE_INSENSITIVE);

    private final Pattern succeeded;
    private final Pattern failed;
    private final Pattern aboutPart;
    private final Pattern moduleIds;
    private final Pattern warningType;
    private final Pattern errorType;

    PublicationJudge(ServiceCenterSettings settings) {
        succeeded = settings.publicationSucceeded();
        failed = settings.publicationFailed();
        aboutPart = settings.publicationAboutPart();
        moduleIds = settings.publicationModuleIds();
        warningType = settings.warningType();
        errorType = settings.errorType();
    }

    /** RUNNING until a message, or the answer itself, says that the whole has ended. */
    PublicationState judge(PublicationMessages reading) {
        PublicationState end = PublicationState.RUNNING;
        for (PublicationMessage message : reading.messages()) {
            PublicationState said = said(message);
            if (said != PublicationState.RUNNING) {
                end = said;
            }
        }
        if (end == PublicationState.RUNNING && reading.finished()) {
            end = PublicationState.SUCCEEDED;
        }
        if (end == PublicationState.RUNNING || end == PublicationState.FAILED) {
            return end;
        }
        if (errors(reading) > 0) {
            return PublicationState.FAILED;
        }
        return warnings(reading) > 0 ? PublicationState.SUCCEEDED_WITH_WARNINGS : end;
    }

    int warnings(PublicationMessages reading) {
        return (int) reading.messages().stream().filter(this::isWarning).count();
    }

    int errors(PublicationMessages reading) {
        return (int) reading.messages().stream().filter(this::isError).count();
    }

    /** Warnings and errors for people, in their order. */
    List<String> complaints(PublicationMessages reading) {
        return reading.messages().stream()
                .filter(message -> isWarning(message) || isError(message))
                .map(message -> (isError(message) ? "error: " : "warning: ") + message.sentence())
                .toList();
    }

    private boolean isWarning(PublicationMessage message) {
        return warningType.matcher(message.type()).find();
    }

    private boolean isError(PublicationMessage message) {
        return errorType.matcher(message.type()).find();
    }

    private PublicationState said(PublicationMessage message) {
        if (isWarning(message) || isAboutPart(message)) {
            return PublicationState.RUNNING;
        }
        String text = NONE_OF.matcher(inWords(message.id()) + message.message() + " " + message.detail())
                .replaceAll(" ");
        if (failed.matcher(text).find()) {
            return PublicationState.FAILED;
        }
        if (!succeeded.matcher(text).find()) {
            return PublicationState.RUNNING;
        }
        if (isError(message)) {
            return PublicationState.FAILED;
        }
        return WITH_WARNINGS.matcher(text).find()
                ? PublicationState.SUCCEEDED_WITH_WARNINGS
                : PublicationState.SUCCEEDED;
    }

    private boolean isAboutPart(PublicationMessage message) {
        String text = message.message() + " " + message.detail();
        return aboutPart.matcher(text).find()
                || (moduleIds.matcher(message.id()).find()
                        && !WHOLE_IN_WORDS.matcher(text).find());
    }

    /** "PublishFinished" as "Publish Finished. ". */
    private static String inWords(String id) {
        return id.isEmpty() || id.matches("\\d+") ? "" : id.replaceAll("(?<=[a-z])(?=[A-Z])", " ") + ". ";
    }
}
