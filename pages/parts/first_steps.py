"""What a deployment without a hospital shows: register one."""

import streamlit as st

from evidence import register
from evidence.viewer import Viewer
from pages.parts.feedback import done, user_errors
from pages.parts.session import deployment


def create_first_hospital() -> None:
    """A form that creates the first hospital folder."""
    st.title("登记您的医院")
    st.write("这台服务器上还没有医院。填写下面三项即可开始；之后在“系统”页登记系统和评审目标。")
    with st.form("first-hospital", width=480):
        name = st.text_input("医院名称", placeholder="例如：××市人民医院")
        slug = st.text_input(
            "医院代号", placeholder="例如：renmin-yiyuan", help="小写字母、数字和连字符，用作文件夹名。"
        )
        person = st.text_input("您的姓名", placeholder="随修改一起记录")
        if st.form_submit_button("建立医院", type="primary"):
            with user_errors():
                viewer = Viewer(person)
                viewer.must_be_named()
                register.set_hospital(deployment().create(slug.strip()), viewer, name)
                done(f"已建立 {name}。下一步：登记系统和评审目标。")
                st.rerun()
