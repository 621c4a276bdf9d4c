package org.osfailover.lab.servicecenter;

import java.util.Map;

/** Carries out the operations of one web service. */
interface Answering {

    WebService description();

    /** The answer's elements, by name. The call names an operation of the description. */
    Map<String, Object> answer(Call call) throws SoapFault;

    /** For an operation that is described and not carried out: a mistake of ours, not of the caller. */
    static IllegalStateException notImplemented(Call call) {
        return new IllegalStateException("Described and not implemented: " + call.operation());
    }
}
