package org.osfailover.lab.servicecenter;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.osfailover.lab.LabServiceCenterState.PublicationOutcome;

/**
 * What is wrong with an environment's Service Center, and how it words what no source describes. In memory only.
 * Thread-safe.
 */
public final class ServiceCenterFaults {

    private final Map<String, String> faults = new HashMap<>();
    private final Set<String> lostQuestions = new HashSet<>();
    private final Set<String> lostAnswers = new HashSet<>();
    private final Set<Integer> hanging = new HashSet<>();
    private Duration delay = Duration.ZERO;
    private boolean errorPage;
    private boolean unhealthy;
    private boolean publicationsHang;
    private PublicationOutcome outcome = PublicationOutcome.SUCCEEDED;
    private MessagesEncoding encoding = MessagesEncoding.XML;

    ServiceCenterFaults() {}

    /** Every answer takes this much longer. */
    public synchronized ServiceCenterFaults slow(Duration each) {
        delay = each;
        return this;
    }

    /** Every answer is a web server's HTML error page with status 503. */
    public synchronized ServiceCenterFaults answersErrorPage() {
        errorPage = true;
        return this;
    }

    /** Server.API and Server.Identity do not work. */
    public synchronized ServiceCenterFaults isNotHealthy() {
        unhealthy = true;
        return this;
    }

    /** The operation is not carried out; its answer is a SOAP fault. */
    public synchronized ServiceCenterFaults failsOn(String operation, String faultString) {
        faults.put(operation, faultString);
        return this;
    }

    /** The next call of the operation is not carried out, and the connection ends without an answer. */
    public synchronized ServiceCenterFaults losesQuestionOf(String operation) {
        lostQuestions.add(operation);
        return this;
    }

    /** The next call of the operation is carried out, and the connection ends without an answer. */
    public synchronized ServiceCenterFaults losesAnswerOf(String operation) {
        lostAnswers.add(operation);
        return this;
    }

    /** Publications that begin from now on end so. */
    public synchronized ServiceCenterFaults publicationsEnd(PublicationOutcome how) {
        outcome = how;
        return this;
    }

    /** Publications that begin from now on never end. */
    public synchronized ServiceCenterFaults publicationsHang() {
        publicationsHang = true;
        return this;
    }

    /** How the string of {@code GetMessages} holds its messages. */
    public synchronized ServiceCenterFaults messagesAre(MessagesEncoding how) {
        encoding = how;
        return this;
    }

    /** All is well again; publications that hang go on. */
    public synchronized ServiceCenterFaults clear() {
        faults.clear();
        lostQuestions.clear();
        lostAnswers.clear();
        hanging.clear();
        delay = Duration.ZERO;
        errorPage = false;
        unhealthy = false;
        publicationsHang = false;
        outcome = PublicationOutcome.SUCCEEDED;
        encoding = MessagesEncoding.XML;
        return this;
    }

    synchronized Duration delay() {
        return delay;
    }

    synchronized boolean isErrorPage() {
        return errorPage;
    }

    synchronized boolean isUnhealthy() {
        return unhealthy;
    }

    synchronized Optional<String> faultOf(String operation) {
        return Optional.ofNullable(faults.get(operation));
    }

    /** Whether this question gets lost; it is used up. */
    synchronized boolean takeLostQuestion(String operation) {
        return lostQuestions.remove(operation);
    }

    /** Whether this answer gets lost; it is used up. */
    synchronized boolean takeLostAnswer(String operation) {
        return lostAnswers.remove(operation);
    }

    synchronized PublicationOutcome outcome() {
        return outcome;
    }

    synchronized MessagesEncoding encoding() {
        return encoding;
    }

    synchronized void begun(int publicationId) {
        if (publicationsHang) {
            hanging.add(publicationId);
        }
    }

    synchronized boolean hangs(int publicationId) {
        return hanging.contains(publicationId);
    }
}
