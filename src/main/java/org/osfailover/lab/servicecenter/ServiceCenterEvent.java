package org.osfailover.lab.servicecenter;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.osfailover.lab.LabServiceCenterState.PublicationOutcome;

/** What can happen to a Service Center of the demo, in the order of the page's buttons. */
enum ServiceCenterEvent {
    DOWN("Down", "down: answers everything with error 503", "is down: it answers everything with error 503."),
    REFUSE_LICENSE("Refuse the licence", "refuses every licence file", "refuses every licence file from now on."),
    PUBLISH_WITH_ERRORS(
            "Publish with errors",
            "publications end with errors",
            "ends every publication that begins from now on with errors."),
    BACK_TO_NORMAL("Back to normal", "", "is back to normal.");

    private final String label;
    private final String state;
    private final String sentence;

    ServiceCenterEvent(String label, String state, String sentence) {
        this.label = label;
        this.state = state;
        this.sentence = sentence;
    }

    /** The event of that word, as requests name it: {@code refuse-license}. */
    static Optional<ServiceCenterEvent> of(String word) {
        return Arrays.stream(values()).filter(e -> e.word().equals(word)).findFirst();
    }

    /** What has happened to Service Center, and is so still. */
    static List<ServiceCenterEvent> present(LabServiceCenter center) {
        return Arrays.stream(values())
                .filter(e -> e != BACK_TO_NORMAL && e.isSo(center))
                .toList();
    }

    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What the button says. */
    String label() {
        return label;
    }

    /** How Service Center is once it has happened. */
    String state() {
        return state;
    }

    /** What has become of Service Center, after its name. */
    String sentence() {
        return sentence;
    }

    void happenTo(LabServiceCenter center) {
        switch (this) {
            case DOWN -> center.faults().answersErrorPage();
            case REFUSE_LICENSE -> center.environment().serviceCenter().refusingLicenses(true);
            case PUBLISH_WITH_ERRORS -> center.faults().publicationsEnd(PublicationOutcome.FAILED);
            case BACK_TO_NORMAL -> {
                center.faults().clear();
                center.environment().serviceCenter().refusingLicenses(false);
            }
        }
    }

    boolean isSo(LabServiceCenter center) {
        return switch (this) {
            case DOWN -> center.faults().isErrorPage();
            case REFUSE_LICENSE -> center.environment().serviceCenter().isRefusingLicenses();
            case PUBLISH_WITH_ERRORS -> center.faults().outcome() == PublicationOutcome.FAILED;
            case BACK_TO_NORMAL -> present(center).isEmpty();
        };
    }
}
